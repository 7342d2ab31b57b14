namespace QwenWebChat.App.Conversations;

/// <summary>One line of the sidebar: a conversation without its messages.</summary>
/// <param name="IsTitleOwn">True if the user wrote the title; no generated title replaces it.</param>
/// <param name="UpdatedAt">The time of the last change to the conversation's messages.</param>
public sealed record ConversationSummary(
    Guid Id,
    string Title,
    bool IsTitleOwn,
    Guid? FolderId,
    bool IsPinned,
    bool IsArchived,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt)
{
    /// <summary>The announced time from which it is deleted; null if that is far off, or never.</summary>
    public DateTimeOffset? DeletionDueAt { get; init; }

    /// <summary>Returns the sidebar heading of the conversation at a time, by the calendar days of that time's zone.</summary>
    /// <param name="now">The current time, with the offset of the reader's time zone.</param>
    public ConversationGroup GroupAt(DateTimeOffset now)
    {
        int days = (now.Date - UpdatedAt.ToOffset(now.Offset).Date).Days;
        return IsPinned ? ConversationGroup.Pinned : days switch
        {
            <= 0 => ConversationGroup.Today,
            1 => ConversationGroup.Yesterday,
            <= 7 => ConversationGroup.Last7Days,
            <= 30 => ConversationGroup.Last30Days,
            _ => ConversationGroup.Older,
        };
    }
}
