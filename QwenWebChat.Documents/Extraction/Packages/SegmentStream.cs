namespace QwenWebChat.Documents.Extraction.Packages;

/// <summary>A stream of segments of equal size, each loaded when it is read.</summary>
internal abstract class SegmentStream(long length, int segmentSize) : Stream
{
    private readonly byte[] _segment = new byte[segmentSize];
    private long _loaded = -1;
    private long _position;

    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => false;

    public override long Length => length;

    public override long Position
    {
        get => _position;
        set => _position = value >= 0 ? value : throw new IOException("The position lies before the start of the stream.");
    }

    public override int Read(Span<byte> buffer)
    {
        int total = 0;
        while (total < buffer.Length && _position < length)
        {
            long index = _position / segmentSize;
            if (index != _loaded)
            {
                Load(index, _segment);
                _loaded = index;
            }

            int offset = (int)(_position % segmentSize);
            int count = (int)Math.Min(Math.Min(segmentSize - offset, buffer.Length - total), length - _position);
            _segment.AsSpan(offset, count).CopyTo(buffer[total..]);
            total += count;
            _position += count;
        }

        return total;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override long Seek(long offset, SeekOrigin origin) => Position = offset + origin switch
    {
        SeekOrigin.Begin => 0,
        SeekOrigin.Current => _position,
        _ => length,
    };

    public override void Flush()
    {
    }

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <summary>Loads a segment; the last one may be shorter than the buffer.</summary>
    protected abstract void Load(long index, Span<byte> segment);
}
