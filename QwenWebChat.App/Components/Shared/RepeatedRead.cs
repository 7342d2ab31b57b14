namespace QwenWebChat.App.Components.Shared;

/// <summary>
/// A read that runs once more if it is requested while it runs, so that its result is never older than the last request.
/// Not thread-safe.
/// </summary>
internal sealed class RepeatedRead(Func<Task> read)
{
    private Task _running = Task.CompletedTask;
    private bool _isStale;

    /// <summary>Completes when the requested data was read.</summary>
    public Task RunAsync()
    {
        _isStale = true;
        return _running.IsCompleted ? _running = RunUntilFreshAsync() : _running;
    }

    private async Task RunUntilFreshAsync()
    {
        while (_isStale)
        {
            _isStale = false;
            await read();
        }
    }
}
