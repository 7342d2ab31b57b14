namespace QwenWebChat.App.Mcp.Client;

/// <summary>A forward-only read stream that fails after a number of bytes. It owns the stream that it reads.</summary>
/// <param name="maxBytes">Maximum number of bytes, of the whole stream or of each line.</param>
/// <param name="isPerLine">True for a stream of any length whose messages are lines.</param>
internal sealed class LimitedStream(Stream inner, long maxBytes, bool isPerLine = false) : Stream
{
    private long _read;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        int count = await inner.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        Count(buffer.Span[..count]);
        return count;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count)
    {
        int read = inner.Read(buffer, offset, count);
        Count(buffer.AsSpan(offset, read));
        return read;
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            inner.Dispose();
        }

        base.Dispose(disposing);
    }

    // A reader's buffer is far shorter than the limit, so only the line that its end cuts can be too long.
    private void Count(ReadOnlySpan<byte> read)
    {
        int start = isPerLine ? read.LastIndexOf((byte)'\n') : -1;
        _read = start < 0 ? _read + read.Length : read.Length - start - 1;
        if (_read > maxBytes)
        {
            throw new IOException(FormattableString.Invariant($"The server sent more than {maxBytes >> 20} MB in one {(isPerLine ? "message" : "response")}."));
        }
    }
}
