using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Components.Server.Circuits;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.HostFiltering;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.Options;
using QwenWebChat.App.Accounts;
using QwenWebChat.App.Accounts.Passkeys;
using QwenWebChat.App.Accounts.TwoFactor;
using QwenWebChat.App.Data;
using QwenWebChat.App.Keys;

namespace QwenWebChat.App.Hosting;

/// <summary>Registers accounts and the rules of access.</summary>
internal static class AccountServices
{
    private const string Scheme = "Account";

    // OWASP's recommendation for PBKDF2 with SHA-512.
    private const int HashIterations = 210_000;

    public static IServiceCollection AddAccounts(this IServiceCollection services)
    {
        services.AddSingleton<AccountDirectory>();
        services.AddSingleton<AccessState>();
        services.AddSingleton<AccountStore>();
        services.AddSingleton<AccountLinkStore>();
        services.AddSingleton<GroupStore>();
        services.AddSingleton<AccountRemoval>();
        services.AddSingleton<SignInAttempts>();
        services.AddSingleton<SetUpCode>();
        services.AddHostedService(provider => provider.GetRequiredService<SetUpCode>());
        services.AddSingleton<LiveConnections>();
        services.Configure<HubOptions>(options => options.AddFilter<LiveConnections>());
        services.AddSingleton<SignInRules>();
        services.AddScoped<BrowserSession>();
        services.AddScoped<PasswordSignIn>();
        services.AddSingleton<TwoFactorStore>();
        services.AddScoped<TwoFactorKeys>();
        services.AddScoped<PendingSignIn>();
        services.AddScoped<CodeSignIn>();
        services.AddSingleton<PasskeyStore>();
        services.AddScoped<PasskeySignIn>();
        services.AddScoped<CircuitHandler, OwnerCircuit>();
        services.AddSingleton<AllowedHosts>();
        services.AddSingleton<IConfigureOptions<HostFilteringOptions>>(provider => provider.GetRequiredService<AllowedHosts>());
        services.AddSingleton<IConfigureOptions<KestrelServerOptions>>(provider => provider.GetRequiredService<AllowedHosts>());
        services.AddIdentity();
        services.AddSignInProvider();
        services.AddAuthorization(AccessPolicies.Configure);
        services.AddCascadingAuthenticationState();
        services.AddKeys();
        return services;
    }

    /// <summary>Admits each request by its session and tells it whose it is. Must run after routing.</summary>
    public static void UseAccounts(this WebApplication app)
    {
        app.UseAuthentication();
        app.Use((context, next) =>
        {
            CurrentOwner owner = context.RequestServices.GetRequiredService<CurrentOwner>();
            AccountClaims.NoteAddress(context.User, context.Connection.RemoteIpAddress?.ToString());
            owner.Set(context.User);
            // The page of an error is a page of the app, which nobody may see.
            if (!owner.IsKnown && context.Features.Get<IStatusCodePagesFeature>() is { } pages)
            {
                pages.Enabled = false;
            }

            return next(context);
        });
        app.UseAuthorization();
    }

    private static void AddIdentity(this IServiceCollection services)
    {
        services.AddAuthentication(Scheme)
            .AddPolicyScheme(Scheme, null, options => options.ForwardDefaultSelector = context =>
                SchemeOf(context, context.RequestServices.GetRequiredService<AccessState>().Mode))
            .AddScheme<AuthenticationSchemeOptions, LocalAccountHandler>(LocalAccountHandler.SchemeName, null)
            .AddCookie(PendingSignIn.SchemeName, PendingSignIn.Configure)
            .AddIdentityCookies();
        services.AddIdentityCore<Account>(Configure)
            .AddUserStore<AccountUserStore>()
            .AddUserValidator<NameRules>()
            .AddPasswordValidator<PasswordRules>()
            .AddClaimsPrincipalFactory<AccountClaims>()
            .AddSignInManager();
        services.Configure<IdentityPasskeyOptions>(PasskeySignIn.Configure);
        services.Configure<PasswordHasherOptions>(options => options.IterationCount = HashIterations);
        services.Configure<CookieAuthenticationOptions>(IdentityConstants.ApplicationScheme, AccountCookie.Configure);
    }

    // A key counts only where an endpoint says so. The APIs look at keys themselves, because their errors have formats of their own.
    private static string SchemeOf(HttpContext context, AccessMode mode) =>
        context.GetEndpoint()?.Metadata is { } metadata && metadata.GetMetadata<RequiredScope>() is not null && metadata.GetMetadata<IAllowAnonymous>() is null
            && ApiKeyHandler.KeyOf(context.Request, mode) is not null ? ApiKeyHandler.SchemeName
        : mode == AccessMode.Open ? LocalAccountHandler.SchemeName
        : IdentityConstants.ApplicationScheme;

    // The app's own validators check names and passwords.
    private static void Configure(IdentityOptions options)
    {
        options.User.AllowedUserNameCharacters = "";
        PasswordOptions password = options.Password;
        (password.RequiredLength, password.RequiredUniqueChars) = (1, 0);
        password.RequireDigit = password.RequireLowercase = password.RequireUppercase = password.RequireNonAlphanumeric = false;
    }

    private static void AddKeys(this IServiceCollection services)
    {
        services.AddDataProtection();
        services.AddSingleton<SessionKeys>();
        services.AddOptions<KeyManagementOptions>().Configure<SessionKeys>((options, keys) => options.XmlRepository = keys);
        // It would warn that keys are stored as they are: the folder is readable for this account only.
        services.AddLogging(logging => logging.AddFilter("Microsoft.AspNetCore.DataProtection", LogLevel.Error));
    }
}
