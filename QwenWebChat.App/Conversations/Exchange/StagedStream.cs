namespace QwenWebChat.App.Conversations.Exchange;

/// <summary>
/// Accepts synchronous writes, as the JSON serializer makes them, and forwards them asynchronously, because a server's response
/// allows nothing else. Buffers the data written between two forwards.
/// </summary>
internal sealed class StagedStream(Stream output) : MemoryStream
{
    public async Task PassOnAsync(CancellationToken cancellationToken)
    {
        await output.WriteAsync(GetBuffer().AsMemory(0, (int)Length), cancellationToken).ConfigureAwait(false);
        SetLength(0);
    }
}
