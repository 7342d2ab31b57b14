namespace QwenWebChat.App.Accounts;

/// <summary>Section <c>Accounts</c>: the ways to sign in.</summary>
public sealed record AccountOptions
{
    /// <summary>The value of <see cref="RequireTwoFactor"/> for administrators alone.</summary>
    internal const string Administrators = "administrators";

    /// <summary>The value of <see cref="RequireTwoFactor"/> for everyone.</summary>
    internal const string All = "all";

    private const string None = "none";

    /// <summary>
    /// The accounts that need more than a password to sign in: a code from an authenticator app, or a passkey. Who has neither sets up
    /// an app when they sign in next. Sessions that were begun with a password alone no longer count.
    /// </summary>
    public string RequireTwoFactor { get; init; } = None;

    /// <summary>
    /// Lets people sign in with a password or a passkey of this app. With <c>false</c> they sign in at the provider of
    /// <c>Accounts:OpenIdConnect</c>; accounts that the command <c>admin create</c> made keep their passwords.
    /// </summary>
    public bool AllowLocalSignIn { get; init; } = true;

    /// <exception cref="ArgumentException">A value that cannot be; the message names it.</exception>
    public void Validate()
    {
        if (RequireTwoFactor is not (None or Administrators or All))
        {
            throw new ArgumentException($"RequireTwoFactor is '{RequireTwoFactor}'; it must be {None}, {Administrators} or {All}.");
        }
    }
}
