namespace QwenWebChat.App.Data;

/// <summary>The purpose of a link: to make an account, or to set the password of one.</summary>
internal enum AccountLinkKind
{
    Invitation,
    PasswordReset,
}
