namespace QwenWebChat.App.Data;

/// <summary>An action that the audit log records. The pages have a text for each, <c>AuditAction_NAME</c>.</summary>
public enum AuditAction
{
    /// <summary>The app got its first administrator.</summary>
    SetUp,
    SignIn,
    SignOut,

    /// <summary>All sessions of an account were ended.</summary>
    SignOutEverywhere,
    InvitationMade,
    InvitationWithdrawn,
    InvitationUsed,

    /// <summary>An account was made without an invitation.</summary>
    AccountMade,
    RoleChanged,
    AccountPaused,
    AccountResumed,
    AccountDeleted,

    /// <summary>An account set its own password, or a command set it.</summary>
    PasswordChanged,

    /// <summary>An administrator made a link that sets a password.</summary>
    PasswordLinkMade,

    /// <summary>A password was set with such a link.</summary>
    PasswordReset,
    GroupMade,
    GroupRenamed,
    GroupDeleted,
    GroupMemberAdded,
    GroupMemberRemoved,

    /// <summary>An account got a second factor.</summary>
    TwoFactorAdded,

    /// <summary>The second factor of an account was turned off, by itself or by an administrator.</summary>
    TwoFactorRemoved,

    /// <summary>An account got new recovery codes; the earlier ones no longer count.</summary>
    RecoveryCodesMade,
    PasskeyAdded,
    PasskeyRenamed,
    PasskeyRemoved,

    /// <summary>An account was bound to a person at the sign-in provider.</summary>
    ProviderLinked,
    ProviderUnlinked,
    KeyMade,

    /// <summary>A key was used for the first time on a day, or was refused.</summary>
    KeyUsed,
    KeyRevoked,
    ModelChanged,
    ConversationDeleted,
    FolderDeleted,
    DocumentDeleted,
    SummaryDeleted,
    Shared,
    ShareEnded,

    /// <summary>The app deleted conversations at the end of their retention; the detail is their number.</summary>
    ConversationsExpired,

    /// <summary>An account deleted everything that it had made.</summary>
    EverythingDeleted,

    /// <summary>An account chose the days after which its conversations are deleted.</summary>
    RetentionChanged,
    ConversationExported,

    /// <summary>All conversations of an account were exported.</summary>
    ConversationsExported,
    DocumentExported,

    /// <summary>Everything of an account was exported.</summary>
    EverythingExported,
    SummaryExported,
    RequestsExported,
    AuditExported,
    ToolServerAdded,
    ToolServerChanged,
    ToolServerRemoved,

    /// <summary>The limits of an account, of a key, or by default were set.</summary>
    LimitsChanged,
}
