namespace QwenWebChat.App.Accounts;

/// <summary>The addresses of the pages with which people sign in.</summary>
internal static class AccountPaths
{
    public const string SignIn = "/sign-in";

    public const string SetUp = "/set-up";

    public const string Profile = "/profile";

    public const string Data = "/profile/data";

    public const string Invitation = "/invitation";

    public const string PasswordReset = "/reset-password";

    /// <summary>The query parameter with the page to go to after signing in.</summary>
    public const string ReturnUrl = "returnUrl";

    /// <summary>Returns a path of this app; the chat for any other address, such as one of another site.</summary>
    public static string Local(string? address) =>
        address is ['/', ..] && address is not ['/', '/' or '\\', ..] && !address.Any(char.IsControl) ? address : "/";
}
