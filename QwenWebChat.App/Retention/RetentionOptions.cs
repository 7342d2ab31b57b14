namespace QwenWebChat.App.Retention;

/// <summary>Section <c>Retention</c>: how long conversations are kept.</summary>
public sealed record RetentionOptions
{
    internal const int MaxDays = 36_500;

    /// <summary>
    /// Number of days after its last message when a conversation is deleted, unless it is pinned; not set: conversations are kept.
    /// Each member can choose fewer days. A conversation is announced for a week before it is deleted.
    /// </summary>
    public int? ConversationDays { get; init; }

    /// <exception cref="ArgumentException">A value that cannot be; the message names it.</exception>
    public void Validate()
    {
        if (ConversationDays is < 1 or > MaxDays)
        {
            throw new ArgumentException($"ConversationDays is {ConversationDays}; it must be 1 to {MaxDays} days.");
        }
    }
}
