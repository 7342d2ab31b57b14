using System.Threading.Channels;

namespace QwenWebChat.Inference.Engine;

/// <summary>
/// The updates of one request, which can be read once. A reader that stops, by cancellation or by leaving the loop,
/// cancels the request: the engine drops it within one step.
/// </summary>
public sealed class GenerationStream : IAsyncEnumerable<GenerationUpdate>
{
    private readonly Channel<GenerationUpdate> _updates =
        Channel.CreateUnbounded<GenerationUpdate>(new UnboundedChannelOptions { SingleReader = true });

    private readonly Action _onCancelled;
    private volatile bool _isCancelled;

    /// <param name="onCancelled">Called on the thread that cancels, possibly more than once.</param>
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

    public IAsyncEnumerator<GenerationUpdate> GetAsyncEnumerator(CancellationToken cancellationToken = default) =>
        new Reader(ReadAsync(cancellationToken), Cancel);

    internal void Write(GenerationUpdate update) => _updates.Writer.TryWrite(update);

    internal void Complete(Exception? error = null) => _updates.Writer.TryComplete(error);

    private async IAsyncEnumerator<GenerationUpdate> ReadAsync(CancellationToken cancellationToken)
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

    // An iterator does not run its finally block if the reader stops before the first update.
    private sealed class Reader(IAsyncEnumerator<GenerationUpdate> updates, Action cancel) : IAsyncEnumerator<GenerationUpdate>
    {
        public GenerationUpdate Current => updates.Current;

        public ValueTask<bool> MoveNextAsync() => updates.MoveNextAsync();

        public ValueTask DisposeAsync()
        {
            cancel();
            return updates.DisposeAsync();
        }
    }
}
