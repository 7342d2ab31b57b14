namespace QwenWebChat.App.Data;

/// <summary>The right that a share gives. The pages have a text for each, <c>ShareRight_NAME</c>.</summary>
public enum ShareRight
{
    Read,

    /// <summary>Also to insert a prompt, to ask questions about documents, and to continue a conversation in a copy of one's own.</summary>
    Use,
}
