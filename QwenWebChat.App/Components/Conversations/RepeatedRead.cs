namespace QwenWebChat.App.Components.Conversations;

/// <summary>A read that, asked for while it runs, runs once more after: what is shown at the end is never older than the last asking. For one dispatcher.</summary>
internal sealed class RepeatedRead(Func<Task> read)
{
    private Task _running = Task.CompletedTask;
    private bool _isStale;

    /// <summary>Ends once what was asked for is read.</summary>
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
