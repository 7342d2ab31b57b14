using System.Net.Http.Headers;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using QwenWebChat.App.Data;
using QwenWebChat.App.Keys;
using QwenWebChat.Tests.Accounts;

namespace QwenWebChat.Tests.Keys;

/// <summary>Keys of the accounts of an app.</summary>
internal static class TestKeys
{
    /// <summary>Makes a key of an account, which must succeed.</summary>
    public static async Task<string> CreateKeyAsync(this TeamApp app, string owner, ApiScopes scopes = ApiScopes.Chat, DateTimeOffset? expiresAt = null, string name = "ci")
    {
        (string? key, ApiKeyFault? fault) = await app.Services.GetRequiredService<ApiKeyStore>().CreateAsync(app.IdOf(owner), name, scopes, expiresAt, TestContext.Current.CancellationToken);
        Assert.Null(fault);
        return key!;
    }

    /// <summary>Lets the time of a key be over.</summary>
    public static async Task ExpireKeyAsync(this TeamApp app, string name)
    {
        using ChatDbContext context = app.Services.GetRequiredService<IDbContextFactory<ChatDbContext>>().CreateForAll();
        await context.ApiKeys.Where(row => row.Name == name)
            .ExecuteUpdateAsync(row => row.SetProperty(to => to.ExpiresAt, TimeProvider.System.GetUtcNow() - TimeSpan.FromMinutes(1)), TestContext.Current.CancellationToken);
    }

    /// <summary>A program that sends a key; null for none.</summary>
    public static HttpClient OpenProgram(this TeamApp app, string? key)
    {
        HttpClient client = app.OpenBrowser();
        client.DefaultRequestHeaders.Authorization = key is null ? null : new AuthenticationHeaderValue("Bearer", key);
        return client;
    }
}
