namespace QwenWebChat.App.Data;

/// <summary>The kind of what is shared. The pages have a text for each, <c>ShareKind_NAME</c>.</summary>
public enum ShareKind
{
    Conversation,

    /// <summary>A document with its summaries.</summary>
    Document,
    Prompt,

    /// <summary>A folder with its conversations and documents.</summary>
    Folder,
}
