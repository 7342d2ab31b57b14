namespace QwenWebChat.App.Accounts;

/// <summary>Who may use the app.</summary>
internal enum AccessMode
{
    /// <summary>Everyone at this machine, without signing in: there is no administrator, and no other machine can reach the app.</summary>
    Open,

    /// <summary>Nobody until an administrator is made, because other machines can reach the app.</summary>
    SetUp,

    /// <summary>Those who sign in.</summary>
    Members,
}
