namespace QwenWebChat.App.Data;

/// <summary>The kind of object that a recorded action was about. The pages have a text for each, <c>AuditTarget_NAME</c>.</summary>
public enum AuditTargetKind
{
    Account,
    Invitation,
    Group,
    Key,
    Model,
    Conversation,
    Folder,
    Document,
    Summary,
    Prompt,
    ToolServer,

    /// <summary>The limits of an account, of a key, or by default.</summary>
    Limits,
}
