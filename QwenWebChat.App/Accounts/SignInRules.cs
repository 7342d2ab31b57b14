using Microsoft.Extensions.Options;
using QwenWebChat.App.Data;

namespace QwenWebChat.App.Accounts;

/// <summary>Decides by the settings in which ways an account may sign in.</summary>
internal sealed class SignInRules(IOptions<AccountOptions> options)
{
    /// <summary>True if people of this app's own accounts may sign in without the provider.</summary>
    public bool AllowsLocal => options.Value.AllowLocalSignIn;

    /// <summary>Tells whether a password alone is not enough for a role.</summary>
    public bool RequiresTwoFactor(AccountRole role) => options.Value.RequireTwoFactor switch
    {
        AccountOptions.All => true,
        AccountOptions.Administrators => role == AccountRole.Administrator,
        _ => false,
    };

    /// <summary>Tells whether an account may sign in without the provider.</summary>
    public bool AllowsLocalFor(bool isRescue) => AllowsLocal || isRescue;

    /// <summary>Tells whether an account has a password of this app that it may sign in with, and so may have codes and passkeys.</summary>
    public bool HasLocalSignIn(AccountEntry? account) => account is { HasPassword: true } && AllowsLocalFor(account.IsRescue);

    /// <summary>Tells whether a session counts that was begun in a way: also one of before the settings were changed.</summary>
    public bool Admits(AccountEntry account, SignInMethod method) => method switch
    {
        SignInMethod.Provider => true,
        SignInMethod.Password when account.HasTwoFactor || RequiresTwoFactor(account.Role) => false,
        _ => AllowsLocalFor(account.IsRescue),
    };
}
