namespace QwenWebChat.App.Monitoring.History;

/// <summary>Section <c>Monitoring:History</c>: what is kept of the requests that are over.</summary>
public sealed record HistoryOptions
{
    /// <summary>Requests older than this many days are deleted.</summary>
    public int RetentionDays { get; init; } = 30;

    /// <summary>Keeps what was asked, too. False: never the text of a prompt.</summary>
    public bool KeepPrompts { get; init; }

    /// <exception cref="ArgumentException">A value that cannot be; the message names it.</exception>
    public void Validate()
    {
        if (RetentionDays is < 1 or > 3650)
        {
            throw new ArgumentException($"RetentionDays is {RetentionDays}; expected 1 to 3650 days.");
        }
    }
}
