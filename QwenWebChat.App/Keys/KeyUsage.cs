using System.Security.Claims;
using QwenWebChat.App.Accounts;
using QwenWebChat.App.Audit;
using QwenWebChat.App.Data;

namespace QwenWebChat.App.Keys;

/// <summary>
/// Records the use of keys: the last use with the key, and in the audit log the first use on a day and every refusal, equal
/// ones once a minute. Thread-safe.
/// </summary>
internal sealed partial class KeyUsage(ApiKeyStore keys, AuditLog log, ILogger<KeyUsage> logger)
{
    private readonly ILogger _logger = logger;

    /// <summary>Records an accepted use. A failure is logged and refuses nobody.</summary>
    public async Task NoteAsync(ApiKey key, string ownerName, string? address)
    {
        try
        {
            if (await keys.NoteUseAsync(key, address).ConfigureAwait(false))
            {
                await log.WriteAsync(new AuditActor(key.OwnerId, ownerName, address, key.Id), AuditAction.KeyUsed, new AuditTarget(AuditTargetKind.Key, key.Name)).ConfigureAwait(false);
            }
        }
        catch (Exception exception)
        {
            LogFailed(exception, key.Id);
        }
    }

    /// <summary>Records that a key was not accepted.</summary>
    /// <param name="key">The key; null if it is unknown.</param>
    public Task RefuseAsync(ApiKey? key, string? ownerName, string? address, string reason) =>
        WriteAsync(new AuditActor(key?.OwnerId, ownerName, address, key?.Id), key?.Name, reason);

    /// <summary>Records that a key lacks a scope.</summary>
    public Task RefuseScopeAsync(ClaimsPrincipal user, ApiScopes scope, string? address) =>
        AccountClaims.TryRead(user) is { } account
            ? WriteAsync(new AuditActor(account.Id, account.Name, address, account.KeyId), KeyIdentity.TryRead(user)?.Name, $"scope {scope.ToString().ToLowerInvariant()}")
            : Task.CompletedTask;

    private Task WriteAsync(AuditActor actor, string? keyName, string reason) =>
        log.WriteRefusalAsync(actor, AuditAction.KeyUsed, keyName is null ? null : new AuditTarget(AuditTargetKind.Key, keyName), reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The use of the key {Id} could not be recorded")]
    private partial void LogFailed(Exception exception, Guid id);
}
