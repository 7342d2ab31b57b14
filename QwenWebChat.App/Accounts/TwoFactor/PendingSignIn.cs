using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using QwenWebChat.App.Data;

namespace QwenWebChat.App.Accounts.TwoFactor;

/// <summary>The cookie of somebody whose password was right and whose code is still to come. It opens nothing but the page of codes.</summary>
internal sealed class PendingSignIn(IHttpContextAccessor http, AccountDirectory accounts)
{
    public const string SchemeName = "Account.Step";

    private const string Remembered = "remembered";
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);

    private HttpContext Http => http.HttpContext ?? throw new InvalidOperationException("A sign-in needs a request.");

    public static void Configure(CookieAuthenticationOptions options)
    {
        options.Cookie.Name = "qwenwebchat-step";
        options.Cookie.HttpOnly = true;
        options.Cookie.SameSite = SameSiteMode.Lax;
        options.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        options.ExpireTimeSpan = Lifetime;
        options.SlidingExpiration = false;
    }

    /// <summary>Notes that the password of an account was right.</summary>
    public Task BeginAsync(Account account, bool isRemembered) => Http.SignInAsync(
        SchemeName,
        AccountClaims.Create(new SessionAccount(account.Id, account.Name, account.Role, account.SecurityStamp), SchemeName),
        new AuthenticationProperties { Items = { [Remembered] = isRemembered.ToString() } });

    /// <summary>Finds the account whose password was right; null if it took too long, or the account changed meanwhile.</summary>
    public async Task<(AccountEntry Account, bool IsRemembered)?> FindAsync()
    {
        AuthenticateResult result = await Http.AuthenticateAsync(SchemeName).ConfigureAwait(false);
        return AccountClaims.TryRead(result.Principal ?? new ClaimsPrincipal()) is { Stamp: not null } session
            && accounts.Find(session.Id) is { IsPaused: false } entry && entry.Stamp == session.Stamp
            ? (entry, result.Properties?.Items.TryGetValue(Remembered, out string? value) == true && value == bool.TrueString)
            : null;
    }

    public Task EndAsync() => Http.SignOutAsync(SchemeName);
}
