using Microsoft.Win32.SafeHandles;

namespace QwenWebChat.Inference.Caching;

/// <summary>
/// A prefix that is being written to disk. In a step, the engine fills one piece and sends it; the store's thread
/// writes it, and only then the next piece can be filled.
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

    /// <param name="onMoved">Called on the store's thread when the next piece can be filled or the write has ended.</param>
    public PrefixWrite(PrefixStore store, string path, StoredPrefix prefix, Action onMoved)
    {
        (_store, Path, Prefix, _onMoved) = (store, path, prefix, onMoved);
        _checksums = new uint[prefix.BlockCount];
        PieceBlockCount = Math.Clamp(store.PieceBytes / prefix.Identity.BlockBytes, 1, prefix.BlockCount);
        _piece = GC.AllocateUninitializedArray<byte>(PieceBlockCount * prefix.Identity.BlockBytes);
    }

    public string Path { get; }

    public StoredPrefix Prefix { get; }

    public long FileBytes => Head.FileBytes;

    /// <summary>The maximum number of blocks in a piece.</summary>
    public int PieceBlockCount { get; }

    /// <summary>The number of blocks that the engine has sent.</summary>
    public int SentBlockCount { get; private set; }

    /// <summary>True if the next piece can be filled.</summary>
    public bool IsReady => !_isWriting;

    /// <summary>True if the write has ended, with success or failure.</summary>
    public bool IsOver => _isOver;

    private PrefixHead Head => new(Prefix, _checksums);

    /// <summary>The part of the piece for one block.</summary>
    public Span<byte> this[int block] => _piece.AsSpan(block * Prefix.Identity.BlockBytes, Prefix.Identity.BlockBytes);

    /// <summary>Sends the filled piece to the store's thread.</summary>
    public void Send(int blockCount)
    {
        _isWriting = true;
        SentBlockCount += blockCount;
        _store.Post(() => Move(() => Write(blockCount)));
    }

    /// <summary>Abandons the write; nothing stays on disk.</summary>
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
            // After any failure, the engine must stop sending.
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
            // The header is written last: a truncated file has none.
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
