namespace QwenWebChat.App.Conversations.Exchange.Formats;

/// <summary>What a message of a foreign file is.</summary>
internal enum DraftRole
{
    /// <summary>Only a place in the tree: a root without a message, or one that is not taken.</summary>
    None,

    User,

    Assistant,

    System,

    Tool,
}
