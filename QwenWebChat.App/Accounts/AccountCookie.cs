using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Identity;

namespace QwenWebChat.App.Accounts;

/// <summary>The cookie of those who signed in. It says who they are; what they may do is looked up with each request.</summary>
internal static class AccountCookie
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(14);

    public static void Configure(CookieAuthenticationOptions options)
    {
        options.Cookie.Name = "qwenwebchat-account";
        options.Cookie.HttpOnly = true;
        options.Cookie.SameSite = SameSiteMode.Lax;
        options.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        options.ExpireTimeSpan = Lifetime;
        options.SlidingExpiration = true;
        options.ReturnUrlParameter = AccountPaths.ReturnUrl;
        options.LoginPath = AccountPaths.SignIn;
        options.Events.OnValidatePrincipal = ValidateAsync;
        options.Events.OnRedirectToLogin = RedirectAsync;
        options.Events.OnRedirectToAccessDenied = context =>
        {
            context.Response.StatusCode = StatusCodes.Status403Forbidden;
            return Task.CompletedTask;
        };
    }

    // The name and the role are those of now, not those of the sign-in.
    private static async Task ValidateAsync(CookieValidatePrincipalContext context)
    {
        IServiceProvider services = context.HttpContext.RequestServices;
        if (context.Principal is { } user && services.GetRequiredService<AccessState>().Admits(user) && AccountClaims.TryRead(user) is { Session: not null } session
            && services.GetRequiredService<AccountDirectory>().Find(session.Id) is { } entry)
        {
            context.ReplacePrincipal(AccountClaims.Create(session with { Name = entry.Name, Role = entry.Role }, IdentityConstants.ApplicationScheme));
            return;
        }

        context.RejectPrincipal();
        await context.HttpContext.SignOutAsync(IdentityConstants.ApplicationScheme).ConfigureAwait(false);
    }

    private static Task RedirectAsync(RedirectContext<CookieAuthenticationOptions> context)
    {
        bool isSetUp = context.HttpContext.RequestServices.GetRequiredService<AccessState>().Mode == AccessMode.SetUp;
        context.Response.Redirect(isSetUp ? $"{context.Request.PathBase}{AccountPaths.SetUp}" : context.RedirectUri);
        return Task.CompletedTask;
    }
}
