namespace QwenWebChat.App.Conversations;

/// <summary>Where a page of the list ended. What is written meanwhile shifts nothing.</summary>
public sealed record ConversationCursor(bool IsPinned, DateTimeOffset UpdatedAt, long Number);
