using Microsoft.AspNetCore.Authorization;
using QwenWebChat.App.Data;

namespace QwenWebChat.App.Keys;

/// <summary>The rules of access for what both administrators and their keys may read.</summary>
internal static class KeyPolicies
{
    /// <summary>An administrator, or a key of one with the scope <see cref="ApiScopes.Figures"/>.</summary>
    public const string Figures = "figures";

    public static void Configure(AuthorizationOptions options) => options.AddPolicy(Figures, policy => policy
        .RequireAuthenticatedUser()
        .RequireRole(nameof(AccountRole.Administrator))
        .RequireAssertion(context => KeyIdentity.TryRead(context.User)?.Allows(ApiScopes.Figures) ?? true));
}
