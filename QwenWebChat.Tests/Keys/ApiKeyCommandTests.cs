using System.Text.RegularExpressions;
using QwenWebChat.App.Data;
using QwenWebChat.App.Keys;
using QwenWebChat.Tests.Data;
using QwenWebChat.Tests.Terminal;

namespace QwenWebChat.Tests.Keys;

/// <summary>The commands that make, list and revoke keys, as a person or a script types them.</summary>
[Slow]
public sealed class ApiKeyCommandTests : IDisposable
{
    private readonly TestDatabase _database = new();

    public void Dispose() => _database.Dispose();

    [Fact]
    public async Task Create_ListAndRevoke_WriteToTheDatabaseAndTheAuditLog()
    {
        TerminalRun made = await RunAsync("create", "ci", "--scopes", "chat, Documents", "--days", "30");
        Assert.Equal((0, ""), (made.ExitCode, made.Error));
        string key = Regex.Match(made.Output, "^Key, for the program: (qwc-[0-9a-f]{64})\\s*$").Groups[1].Value;
        ApiKey row = Assert.Single(Rows());
        Assert.Equal((ApiKeyText.HashOf(key), "ci", Account.LocalId, ApiScopes.Chat | ApiScopes.Documents), (row.Hash, row.Name, row.OwnerId, row.Scopes));
        Assert.Equal(row.CreatedAt + TimeSpan.FromDays(30), row.ExpiresAt!.Value, TimeSpan.FromSeconds(5));

        TerminalRun list = await RunAsync("list");
        Assert.Contains($"{key[..12]}…  ci  local  chat, documents  until ", list.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(key, list.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(row.Hash, list.Output, StringComparison.Ordinal);

        Assert.Equal((0, "Revoked ci.", ""), Trimmed(await RunAsync("revoke", key[..12])));
        Assert.NotNull(Rows().Single().RevokedAt);
        Assert.Equal((2, "", "There is no such key that can be revoked."), Trimmed(await RunAsync("revoke", "ci")));
        using ChatDbContext context = _database.CreateForAll();
        Assert.Equal([(AuditAction.KeyMade, "ci"), (AuditAction.KeyRevoked, "ci")], context.AuditEntries.OrderBy(entry => entry.Number).Select(entry => ValueTuple.Create(entry.Action, entry.Target!)));
    }

    [Theory]
    [InlineData("--scopes is 'chat,all'; it must be one or more of chat, documents, figures, with commas.", "create", "ci", "--scopes", "chat,all")]
    [InlineData("--scopes is '7'; it must be one or more of chat, documents, figures, with commas.", "create", "ci", "--scopes", "7")]
    [InlineData("The name must have 1 to 64 characters.", "create", " ")]
    [InlineData("The key must expire in the future, within 3650 days, or never.", "create", "ci", "--days", "0")]
    [InlineData("The key must expire in the future, within 3650 days, or never.", "create", "ci", "--days", "2000000000")]
    [InlineData("There is no such account, or it is paused.", "create", "ci", "--owner", "nobody")]
    [InlineData("Only administrators may have keys for figures.", "create", "ci", "--owner", "bob", "--scopes", "figures")]
    [InlineData("There is no such key that can be revoked.", "revoke", "ci")]
    [InlineData("There is no such account, or it is paused.", "revoke", "ci", "--owner", "nobody")]
    public async Task Run_BadInput_EndsWithCode2AndOneLine(string message, params string[] arguments)
    {
        using (ChatDbContext context = _database.CreateForAll())
        {
            context.Add(new Account { Id = Guid.NewGuid(), Name = "bob", NormalizedUserName = "BOB", Role = AccountRole.Member });
            await context.SaveChangesAsync(TestDatabase.Cancellation);
        }

        Assert.Equal((2, "", message), Trimmed(await RunAsync(arguments)));
        Assert.Empty(Rows());
    }

    [Fact]
    public async Task Run_WhileTheAppRuns_NamesTheHolder()
    {
        using DatabaseLock held = new(Microsoft.Extensions.Options.Options.Create(new DatabaseOptions { Path = _database.Path }), TimeProvider.System);
        await held.TakeAsync(TestDatabase.Cancellation);

        TerminalRun run = await RunAsync("create", "ci");

        Assert.Equal(2, run.ExitCode);
        Assert.Contains($"process {Environment.ProcessId}", run.Error, StringComparison.Ordinal);
    }

    private static (int, string, string) Trimmed(TerminalRun run) => (run.ExitCode, run.Output.Trim(), run.Error.Trim());

    private Task<TerminalRun> RunAsync(params string[] arguments)
    {
        _database.File.Release();
        return TerminalRun.InProcessAsync(["api-key", .. arguments, "--database", _database.Path]);
    }

    private List<ApiKey> Rows()
    {
        using ChatDbContext context = _database.CreateForAll();
        return [.. context.ApiKeys];
    }
}
