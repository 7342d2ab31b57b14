using System.Buffers.Binary;
using System.Text;
using QwenWebChat.Documents.Extraction;

namespace QwenWebChat.App.Documents.Readers;

/// <summary>Reads and checks the frames of a reader: a stream of the text in its file format, which ends with the text.</summary>
internal sealed class ReaderInput(Stream pipe, IProgress<ReadingProgress>? progress) : Stream
{
    /// <summary>Size of a frame's header in bytes.</summary>
    public const int HeadBytes = 1 + sizeof(int);

    /// <summary>Maximum size of a frame's content in bytes.</summary>
    public const int MaxFrameBytes = 1 << 16;

    private readonly byte[] _frame = new byte[MaxFrameBytes];
    private int _from;
    private int _to;
    private long _received;

    /// <summary>The reader's peak memory in bytes; 0 before it has answered.</summary>
    public long PeakMemory { get; private set; }

    /// <summary>True after the reader has answered with a text or an error, and waits for its next order.</summary>
    public bool IsAnswered { get; private set; }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <exception cref="DocumentReadException">The reader reported an error of the file.</exception>
    /// <exception cref="ReaderLostException">The reader has exited, or sent an invalid frame.</exception>
    public override int Read(Span<byte> buffer)
    {
        while (_from == _to && !IsAnswered && buffer.Length > 0)
        {
            Receive();
        }

        int count = Math.Min(buffer.Length, _to - _from);
        _frame.AsSpan(_from, count).CopyTo(buffer);
        _from += count;
        return count;
    }

    /// <summary>Checks that the text ends here.</summary>
    /// <exception cref="ReaderLostException">The reader sent more.</exception>
    public void ExpectEnd()
    {
        if (Read(stackalloc byte[1]) > 0)
        {
            throw new ReaderLostException("The reader sent more than a text.");
        }
    }

    public override void Flush() => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    private void Receive()
    {
        try
        {
            Span<byte> head = stackalloc byte[HeadBytes];
            pipe.ReadExactly(head);
            int length = BinaryPrimitives.ReadInt32LittleEndian(head[1..]);
            if (length is < 0 or > MaxFrameBytes)
            {
                throw new ReaderLostException($"The reader sent a frame of {length} bytes.");
            }

            pipe.ReadExactly(_frame.AsSpan(0, length));
            Take((ReaderFrame)head[0], length);
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException or ArgumentException)
        {
            throw new ReaderLostException("The reader ended before it had answered.", exception);
        }
    }

    private void Take(ReaderFrame kind, int length)
    {
        ReadOnlySpan<byte> content = _frame.AsSpan(0, length);
        switch (kind)
        {
            case ReaderFrame.Progress when length == 2 * sizeof(int):
                int pages = BinaryPrimitives.ReadInt32LittleEndian(content[sizeof(int)..]);
                progress?.Report(new ReadingProgress(BinaryPrimitives.ReadInt32LittleEndian(content), pages >= 0 ? pages : null));
                break;
            case ReaderFrame.Text:
                (_from, _to) = (0, length);
                _received += length;
                break;
            case ReaderFrame.End when length == 2 * sizeof(long) && BinaryPrimitives.ReadInt64LittleEndian(content) == _received:
                PeakMemory = BinaryPrimitives.ReadInt64LittleEndian(content[sizeof(long)..]);
                IsAnswered = true;
                break;
            case ReaderFrame.Refused:
                Refuse(length);
                break;
            default:
                throw new ReaderLostException($"The reader sent a frame of kind {(byte)kind} and {length} bytes, which means nothing here.");
        }
    }

    private void Refuse(int length)
    {
        using BinaryReader reader = new(new MemoryStream(_frame, 0, length, writable: false), Encoding.UTF8);
        DocumentReadException refusal = new(Enum.Parse<DocumentReadError>(reader.ReadString()), reader.ReadString());
        PeakMemory = reader.ReadInt64();
        IsAnswered = true;
        throw refusal;
    }
}
