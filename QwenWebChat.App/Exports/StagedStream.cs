namespace QwenWebChat.App.Exports;

/// <summary>
/// Accepts synchronous writes, as the JSON serializer and the ZIP archive make them, and forwards them asynchronously, because a
/// server's response allows nothing else. Buffers them until the next forward; an asynchronous write forwards at once.
/// </summary>
internal sealed class StagedStream(Stream output) : MemoryStream
{
    // The ZIP archive must not return to data that was forwarded.
    public override bool CanSeek => false;

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Write(buffer.Span);
        await PassOnAsync(cancellationToken).ConfigureAwait(false);
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override Task FlushAsync(CancellationToken cancellationToken) => PassOnAsync(cancellationToken);

    public async Task PassOnAsync(CancellationToken cancellationToken)
    {
        await output.WriteAsync(GetBuffer().AsMemory(0, (int)Length), cancellationToken).ConfigureAwait(false);
        SetLength(0);
    }
}
