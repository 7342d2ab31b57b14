namespace QwenWebChat.App.Components.Conversations;

/// <summary>A read that, asked for while it runs, runs once more after: what is shown at the end is never older than the last asking. For one dispatcher.</summary>
internal sealed class RepeatedRead(Func<Task> read)
{
    private bool _isRunning;
    private bool _isStale;

    public async Task RunAsync()
    {
        _isStale = true;
        if (_isRunning)
        {
            return;
        }

        _isRunning = true;
        try
        {
            while (_isStale)
            {
                _isStale = false;
                await read();
            }
        }
        finally
        {
            _isRunning = false;
        }
    }
}
