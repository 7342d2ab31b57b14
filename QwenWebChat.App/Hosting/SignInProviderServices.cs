using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using QwenWebChat.App.Accounts;
using QwenWebChat.App.Accounts.Provider;

namespace QwenWebChat.App.Hosting;

/// <summary>Registers the settings of signing in, and the provider of OpenID Connect.</summary>
internal static class SignInProviderServices
{
    public static IServiceCollection AddSignInProvider(this IServiceCollection services)
    {
        services.AddSettings<ProviderOptions>("Accounts:OpenIdConnect", options => options.Validate());
        services.AddSettings<AccountOptions>("Accounts", options => options.Validate())
            .Validate<IOptions<ProviderOptions>>(
                (accounts, provider) => accounts.AllowLocalSignIn || provider.Value.IsOn,
                "Accounts:AllowLocalSignIn is false; it must be true where Accounts:OpenIdConnect:Authority is empty, or nobody could sign in.");
        services.AddSingleton<ProviderAccounts>();
        services.AddSingleton<ProviderLinks>();
        services.AddScoped<ProviderSignIn>();
        // Not by AddOpenIdConnect, whose scheme exists, and is checked with each request, even where there is no provider.
        services.AddTransient<OpenIdConnectHandler>();
        services.AddSingleton<ProviderScheme>();
        services.AddSingleton<IConfigureOptions<AuthenticationOptions>>(provider => provider.GetRequiredService<ProviderScheme>());
        services.AddSingleton<IConfigureOptions<OpenIdConnectOptions>>(provider => provider.GetRequiredService<ProviderScheme>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IPostConfigureOptions<OpenIdConnectOptions>, OpenIdConnectPostConfigureOptions>());
        return services;
    }
}
