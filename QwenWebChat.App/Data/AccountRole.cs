namespace QwenWebChat.App.Data;

/// <summary>The rights of an account. An administrator manages accounts, models and tool servers, and sees the figures of all requests.</summary>
internal enum AccountRole
{
    Member,
    Administrator,
}
