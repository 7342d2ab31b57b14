namespace QwenWebChat.App.Conversations;

/// <summary>A conversation as a line of the sidebar: without its messages.</summary>
/// <param name="IsTitleOwn">The user wrote the title; it is not replaced by a generated one.</param>
/// <param name="UpdatedAt">When something was last written in it.</param>
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
    /// <summary>The heading that it stands under at a moment, by the days of that moment's zone.</summary>
    /// <param name="now">With the offset of the reader's zone.</param>
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
