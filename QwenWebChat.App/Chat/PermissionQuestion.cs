using QwenWebChat.App.Tools;

namespace QwenWebChat.App.Chat;

/// <summary>The question of an answer to its user whether a tool may run; at most one is open. Any page may answer it. Thread-safe.</summary>
internal sealed class PermissionQuestion
{
    private readonly Lock _gate = new();
    private (Guid Id, TaskCompletionSource<ToolDecision> Answer)? _open;

    /// <summary>Opens a question.</summary>
    public (Guid Id, Task<ToolDecision> Answer) Ask()
    {
        TaskCompletionSource<ToolDecision> answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            _open = (Guid.NewGuid(), answer);
            return (_open.Value.Id, answer.Task);
        }
    }

    /// <summary>Answers a question, unless it was answered or another one is open.</summary>
    public void Decide(Guid id, ToolDecision decision)
    {
        lock (_gate)
        {
            if (_open is { } open && open.Id == id)
            {
                _open = null;
                open.Answer.SetResult(decision);
            }
        }
    }
}
