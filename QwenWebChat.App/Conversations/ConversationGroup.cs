namespace QwenWebChat.App.Conversations;

/// <summary>The heading of the sidebar under which a conversation is listed.</summary>
public enum ConversationGroup
{
    Pinned,
    Today,
    Yesterday,
    Last7Days,
    Last30Days,
    Older,
}
