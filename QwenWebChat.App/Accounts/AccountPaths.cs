namespace QwenWebChat.App.Accounts;

/// <summary>The addresses of the pages with which people sign in.</summary>
internal static class AccountPaths
{
    public const string SignIn = "/sign-in";

    /// <summary>The second step of signing in.</summary>
    public const string Code = "/sign-in/code";

    /// <summary>Leads to the sign-in page of the provider.</summary>
    public const string Provider = "/sign-in/provider";

    /// <summary>The address to which the provider sends people back.</summary>
    public const string ProviderCallback = "/sign-in/provider/callback";

    public const string SetUp = "/set-up";

    public const string Profile = "/profile";

    public const string Data = "/profile/data";
    public const string TwoFactor = "/profile/two-factor";

    public const string Passkeys = "/profile/passkeys";

    public const string Invitation = "/invitation";

    public const string PasswordReset = "/reset-password";

    /// <summary>The query parameter with the page to go to after signing in.</summary>
    public const string ReturnUrl = "returnUrl";

    /// <summary>The query parameter with the <see cref="SignInOutcome"/> that a page reports.</summary>
    public const string Problem = "problem";

    /// <summary>Returns the address of a page of the sign-in, which then goes on to the given page.</summary>
    public static string WithReturnUrl(string path, string? returnUrl) => $"{path}?{ReturnUrl}={Uri.EscapeDataString(Local(returnUrl))}";

    /// <summary>Returns the address of a page that reports an outcome.</summary>
    public static string After(string path, SignInOutcome outcome) => $"{path}?{Problem}={outcome}";

    /// <summary>Returns a path of this app; the chat for any other address, such as one of another site or of another app on this host.</summary>
    /// <param name="own">The path under which the app is reached.</param>
    public static string Local(string? address, PathString own = default)
    {
        bool isPath = address is ['/', ..] && address is not ['/', '/' or '\\', ..] && !address.Any(char.IsControl);
        // Dots would lead out of it: browsers resolve them.
        string? path = isPath ? new Uri(new Uri("http://localhost"), address).AbsolutePath : null;
        return path is not null && new PathString(path).StartsWithSegments(own) ? address! : $"{own}/";
    }
}
