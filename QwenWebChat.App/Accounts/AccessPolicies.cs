using Microsoft.AspNetCore.Authorization;
using QwenWebChat.App.Data;

namespace QwenWebChat.App.Accounts;

/// <summary>
/// The rules of access, for every endpoint: nobody is served anything unless the endpoint allows it by name, members everything
/// that is their own, and administrators also what has the policy <see cref="Administrator"/>.
/// </summary>
internal static class AccessPolicies
{
    public const string Administrator = "administrator";

    public static void Configure(AuthorizationOptions options)
    {
        options.FallbackPolicy = options.DefaultPolicy = new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build();
        options.AddPolicy(Administrator, policy => policy.RequireAuthenticatedUser().RequireRole(nameof(AccountRole.Administrator)));
    }
}
