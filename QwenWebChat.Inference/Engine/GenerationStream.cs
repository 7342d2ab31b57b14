using System.Threading.Channels;

namespace QwenWebChat.Inference.Engine;

/// <summary>
/// The updates of one request, read once. Who stops reading, by cancellation or by leaving the loop, cancels the
/// request: the engine drops it within one step.
/// </summary>
public sealed class GenerationStream : IAsyncEnumerable<GenerationUpdate>
{
    private readonly Channel<GenerationUpdate> _updates =
        Channel.CreateUnbounded<GenerationUpdate>(new UnboundedChannelOptions { SingleReader = true });

    private readonly Action _onCancelled;
    private volatile bool _isCancelled;

    /// <param name="onCancelled">Called on whatever thread cancels, perhaps more than once.</param>
    internal GenerationStream(Action onCancelled)
    {
        _onCancelled = onCancelled;
    }

    internal bool IsCancelled => _isCancelled;

    /// <summary>Asks the engine to end the answer; a <see cref="GenerationUpdate.Finished"/> still follows.</summary>
    public void Cancel()
    {
        _isCancelled = true;
        _onCancelled();
    }

    public async IAsyncEnumerator<GenerationUpdate> GetAsyncEnumerator(CancellationToken cancellationToken = default)
    {
        try
        {
            await foreach (GenerationUpdate update in _updates.Reader.ReadAllAsync(cancellationToken).ConfigureAwait(false))
            {
                yield return update;
            }
        }
        finally
        {
            Cancel();
        }
    }

    internal void Write(GenerationUpdate update) => _updates.Writer.TryWrite(update);

    internal void Complete(Exception? error = null) => _updates.Writer.TryComplete(error);
}
