using Microsoft.AspNetCore.Authentication;
using QwenWebChat.App.Keys;

namespace QwenWebChat.App.Hosting;

/// <summary>Registers the keys of programs.</summary>
internal static class KeyServices
{
    public static IServiceCollection AddApiKeys(this IServiceCollection services)
    {
        services.AddSingleton<ApiKeyStore>();
        services.AddSingleton<KeyUsage>();
        services.AddAuthentication().AddScheme<AuthenticationSchemeOptions, ApiKeyHandler>(ApiKeyHandler.SchemeName, null);
        services.AddAuthorization(KeyPolicies.Configure);
        return services;
    }
}
