using System.Buffers;

namespace QwenWebChat.App.Conversations.Exchange;

/// <summary>
/// Accepts synchronous writes, as the JSON serializer and the zip archive make them, and forwards them asynchronously,
/// because a server's response allows nothing else. Buffers the data written between two forwards.
/// </summary>
internal sealed class StagedStream(Stream output) : Stream
{
    private readonly ArrayBufferWriter<byte> _staged = new();

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public async Task PassOnAsync(CancellationToken cancellationToken)
    {
        await output.WriteAsync(_staged.WrittenMemory, cancellationToken).ConfigureAwait(false);
        _staged.ResetWrittenCount();
    }

    public override void Write(ReadOnlySpan<byte> buffer) => _staged.Write(buffer);

    public override void Write(byte[] buffer, int offset, int count) => _staged.Write(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
