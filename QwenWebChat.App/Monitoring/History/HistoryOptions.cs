namespace QwenWebChat.App.Monitoring.History;

/// <summary>Section <c>Monitoring:History</c>: the stored history of the dashboard.</summary>
public sealed record HistoryOptions
{
    /// <summary>Number of days after which stored requests and metrics are deleted.</summary>
    public int RetentionDays { get; init; } = 30;

    /// <summary>Stores the text of the prompts with the requests, visible to everyone who can open the dashboard.</summary>
    public bool KeepPrompts { get; init; }

    /// <exception cref="ArgumentException">A value that cannot be; the message names it.</exception>
    public void Validate()
    {
        if (RetentionDays is < 1 or > 3650)
        {
            throw new ArgumentException($"RetentionDays is {RetentionDays}; it must be 1 to 3650 days.");
        }
    }
}
