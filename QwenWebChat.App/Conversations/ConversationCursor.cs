namespace QwenWebChat.App.Conversations;

/// <summary>The position at which a page of the list ended. Conversations written meanwhile do not shift it.</summary>
public sealed record ConversationCursor(bool IsPinned, DateTimeOffset UpdatedAt, long Number);
