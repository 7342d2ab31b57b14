namespace QwenWebChat.App.Conversations.Exchange.Formats;

/// <summary>The role of a message in a foreign file.</summary>
internal enum DraftRole
{
    /// <summary>Only a place in the tree: a root without a message, or an omitted message.</summary>
    None,

    User,

    Assistant,

    System,

    Tool,
}
