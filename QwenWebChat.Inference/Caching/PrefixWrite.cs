using Microsoft.Win32.SafeHandles;

namespace QwenWebChat.Inference.Caching;

/// <summary>
/// A prefix on its way to the disk. The engine fills a piece in a step and sends it; the store's thread writes it, and until
/// then there is no other.
/// </summary>
internal sealed class PrefixWrite
{
    private readonly PrefixStore _store;
    private readonly Action _onMoved;
    private readonly uint[] _checksums;
    private readonly byte[] _piece;
    private SafeFileHandle? _file;
    private int _writtenBlocks;
    private volatile bool _isWriting;
    private volatile bool _isOver;

    /// <param name="onMoved">Told, on the store's thread, when the next piece may come or it is over.</param>
    public PrefixWrite(PrefixStore store, string path, KeptPrefix prefix, Action onMoved)
    {
        (_store, Path, Prefix, _onMoved) = (store, path, prefix, onMoved);
        _checksums = new uint[prefix.BlockCount];
        PieceBlockCount = Math.Clamp(store.PieceBytes / prefix.Identity.BlockBytes, 1, prefix.BlockCount);
        _piece = GC.AllocateUninitializedArray<byte>(PieceBlockCount * prefix.Identity.BlockBytes);
    }

    public string Path { get; }

    public KeptPrefix Prefix { get; }

    public long FileBytes => Head.FileBytes;

    /// <summary>Blocks of a piece.</summary>
    public int PieceBlockCount { get; }

    /// <summary>Blocks that were sent, for the engine.</summary>
    public int SentBlockCount { get; private set; }

    /// <summary>Whether a piece may be filled.</summary>
    public bool IsReady => !_isWriting;

    /// <summary>Whether nothing more is wanted: it is on disk, or will not be.</summary>
    public bool IsOver => _isOver;

    private PrefixHead Head => new(Prefix, _checksums);

    /// <summary>The place of a block in the piece.</summary>
    public Span<byte> this[int block] => _piece.AsSpan(block * Prefix.Identity.BlockBytes, Prefix.Identity.BlockBytes);

    /// <summary>Hands the piece over.</summary>
    public void Send(int blockCount)
    {
        _isWriting = true;
        SentBlockCount += blockCount;
        _store.Post(() => Move(() => Write(blockCount)));
    }

    /// <summary>Gives it up; nothing stays on disk.</summary>
    public void Abandon()
    {
        _isWriting = true;
        _store.Post(() => Move(() => End(null)));
    }

    private void Move(Action work)
    {
        try
        {
            if (!_isOver)
            {
                work();
            }
        }
        catch (Exception exception)
        {
            // Whatever it was, the engine must not go on sending.
            End(exception);
        }
        finally
        {
            _isWriting = false;
            _onMoved();
        }
    }

    private void Write(int blockCount)
    {
        _file ??= _store.Create(this);
        int blockBytes = Prefix.Identity.BlockBytes;
        for (int i = 0; i < blockCount; i++)
        {
            _checksums[_writtenBlocks + i] = PrefixHead.Checksum(this[i]);
        }

        RandomAccess.Write(_file, _piece.AsSpan(0, blockCount * blockBytes), Head.BlocksStart + ((long)_writtenBlocks * blockBytes));
        _writtenBlocks += blockCount;
        if (_writtenBlocks == Prefix.BlockCount)
        {
            // The head comes last: what was cut off has none.
            RandomAccess.Write(_file, Head.ToBytes(), 0);
            RandomAccess.FlushToDisk(_file);
            _file.Dispose();
            _store.Complete(this);
            _isOver = true;
            _store.End(this);
        }
    }

    private void End(Exception? exception)
    {
        _isOver = true;
        _file?.Dispose();
        _store.End(this, exception);
        PrefixFolder.DeletePartial(Path);
    }
}
