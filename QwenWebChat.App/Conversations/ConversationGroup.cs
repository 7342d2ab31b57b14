namespace QwenWebChat.App.Conversations;

/// <summary>Under which heading of the sidebar a conversation stands.</summary>
public enum ConversationGroup
{
    Pinned,
    Today,
    Yesterday,
    Last7Days,
    Last30Days,
    Older,
}
