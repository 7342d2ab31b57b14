using System.CommandLine;
using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;
using QwenWebChat.App.Audit;
using QwenWebChat.App.Data;
using QwenWebChat.App.Keys;
using QwenWebChat.App.Resources;

namespace QwenWebChat.App.Terminal;

/// <summary><c>api-key create</c>, <c>api-key list</c> and <c>api-key revoke</c>: keys of programs without a page, while the app does not run.</summary>
internal static class ApiKeyCommand
{
    private const int BadInput = 2;
    private const string Time = "yyyy-MM-dd HH:mm";

    public static Command Create(TerminalConsole console) => new("api-key", "Makes, lists and revokes the keys of programs that use the APIs, while the app does not run.") { Make(console), List(console), Revoke(console) };

    private static Command Make(TerminalConsole console)
    {
        Argument<string> name = new("name") { Description = "The name of the key, such as ci." };
        Option<string> owner = Owner();
        Option<string> scopes = new("--scopes") { Description = "The scopes of the key, of chat, documents and figures, with commas. Default: chat.", HelpName = "LIST", DefaultValueFactory = _ => "chat" };
        scopes.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: { } text }] && Parse(text) is null)
            {
                result.AddError($"--scopes is '{text}'; it must be one or more of chat, documents, figures, with commas.");
            }
        });
        Option<int?> days = new("--days") { Description = "The number of days until the key expires, 1 to 3650. Default: it does not expire.", HelpName = "N" };
        Option<string> database = TerminalDatabase.Option();
        Command command = new("create", "Makes a key. It is shown once; the database has its hash alone.") { name, owner, scopes, days, database };
        command.SetAction((parsed, cancellationToken) => TerminalDatabase.UseAsync(
            parsed.GetValue(database),
            async services =>
            {
                DateTimeOffset? expiresAt = parsed.GetValue(days) is { } count ? Expiry(services.GetRequiredService<TimeProvider>().GetUtcNow(), count) : null;
                Guid? ownerId = await FindAsync(services, parsed.GetValue(owner)).ConfigureAwait(false);
                (string? key, ApiKeyFault? fault) = ownerId is { } id
                    ? await services.GetRequiredService<ApiKeyStore>().CreateAsync(id, parsed.GetValue(name)!, Parse(parsed.GetValue(scopes)!)!.Value, expiresAt, cancellationToken).ConfigureAwait(false)
                    : (null, ApiKeyFault.OwnerNotFound);
                return await ReportAsync(console, services, fault, AuditAction.KeyMade, parsed.GetValue(name)!.Trim(), $"Key, for the program: {key}").ConfigureAwait(false);
            },
            cancellationToken));
        return command;
    }

    private static Command List(TerminalConsole console)
    {
        Option<string> database = TerminalDatabase.Option();
        Command command = new("list", "Lists the keys of all accounts, without the keys themselves.") { database };
        command.SetAction((parsed, cancellationToken) => TerminalDatabase.UseAsync(
            parsed.GetValue(database),
            async services =>
            {
                foreach (ApiKeyView key in await services.GetRequiredService<ApiKeyStore>().ListAllAsync(cancellationToken).ConfigureAwait(false))
                {
                    await console.Output.WriteLineAsync(Describe(key, services.GetRequiredService<TimeProvider>().GetUtcNow())).ConfigureAwait(false);
                }

                return 0;
            },
            cancellationToken));
        return command;
    }

    private static Command Revoke(TerminalConsole console)
    {
        Argument<string> name = new("name") { Description = "The name of the key, or its first characters as the list shows them." };
        Option<string> owner = Owner();
        Option<string> database = TerminalDatabase.Option();
        Command command = new("revoke", "Revokes a key: programs that send it are refused.") { name, owner, database };
        command.SetAction((parsed, cancellationToken) => TerminalDatabase.UseAsync(
            parsed.GetValue(database),
            async services =>
            {
                string text = parsed.GetValue(name)!.Trim();
                ApiKeyStore keys = services.GetRequiredService<ApiKeyStore>();
                Guid? ownerId = await FindAsync(services, parsed.GetValue(owner)).ConfigureAwait(false);
                ApiKeyView? key = ownerId is not { } id ? null : (await keys.ListAsync(id, cancellationToken).ConfigureAwait(false))
                    .FirstOrDefault(key => key.RevokedAt is null && (key.Start == text || key.Name.Equals(text, StringComparison.OrdinalIgnoreCase)));
                ApiKeyView? revoked = key is null ? null : await keys.RevokeAsync(key.Id, ownerId, cancellationToken).ConfigureAwait(false);
                return await ReportAsync(console, services, revoked is null ? ownerId is null ? ApiKeyFault.OwnerNotFound : ApiKeyFault.NotFound : null, AuditAction.KeyRevoked, key?.Name ?? text, $"Revoked {key?.Name}.").ConfigureAwait(false);
            },
            cancellationToken));
        return command;
    }

    private static Option<string> Owner() => new("--owner") { Description = "The account that the key works for. Default: the first administrator.", HelpName = "ACCOUNT" };

    // Not a number, which the enumeration would accept too.
    private static ApiScopes? Parse(string text)
    {
        ApiScopes scopes = ApiScopes.None;
        foreach (string name in text.Split(',', StringSplitOptions.TrimEntries))
        {
            if (Enum.GetNames<ApiScopes>().FirstOrDefault(known => known.Equals(name, StringComparison.OrdinalIgnoreCase)) is not { } known || known == nameof(ApiScopes.None))
            {
                return null;
            }

            scopes |= Enum.Parse<ApiScopes>(known);
        }

        return scopes;
    }

    // A number that is no time at all is refused like one that is too large, even if the clock is set back meanwhile.
    private static DateTimeOffset Expiry(DateTimeOffset now, int days) => days < 1 ? DateTimeOffset.MinValue : now + TimeSpan.FromDays(Math.Min(days, 100_000));

    private static async Task<Guid?> FindAsync(IServiceProvider services, string? owner)
    {
        if (owner is null)
        {
            return Account.LocalId;
        }

        using ChatDbContext context = services.GetRequiredService<IDbContextFactory<ChatDbContext>>().CreateDbContext();
        string name = owner.Trim().ToUpperInvariant();
        return await context.Accounts.Where(row => row.NormalizedUserName == name).Select(row => (Guid?)row.Id).SingleOrDefaultAsync().ConfigureAwait(false);
    }

    private static async Task<int> ReportAsync(TerminalConsole console, IServiceProvider services, ApiKeyFault? fault, AuditAction action, string name, string done)
    {
        if (fault is { } reason)
        {
            await console.Error.WriteLineAsync(services.GetRequiredService<IStringLocalizer<UiText>>()[$"ApiKeyFault_{reason}"]).ConfigureAwait(false);
            return BadInput;
        }

        await services.GetRequiredService<AuditLog>().WriteAsync(AuditActor.Terminal, action, new AuditTarget(AuditTargetKind.Key, name)).ConfigureAwait(false);
        await console.Output.WriteLineAsync(done).ConfigureAwait(false);
        return 0;
    }

    private static string Describe(ApiKeyView key, DateTimeOffset now) => string.Create(
        CultureInfo.InvariantCulture,
        $"{key.Start}…  {key.Name}  {key.OwnerName}  {key.Scopes.ToString().ToLowerInvariant()}  {StateOf(key, now)}  last used: {key.LastUsedAt?.UtcDateTime.ToString(Time, CultureInfo.InvariantCulture) ?? "never"}");

    private static string StateOf(ApiKeyView key, DateTimeOffset now) => key switch
    {
        { RevokedAt: not null } => "revoked",
        { ExpiresAt: { } at } when at <= now => "expired",
        { ExpiresAt: { } at } => $"until {at.UtcDateTime.ToString(Time, CultureInfo.InvariantCulture)}",
        _ => "does not expire",
    };
}
