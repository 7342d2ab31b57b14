using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using QwenWebChat.App.Accounts;
using QwenWebChat.App.Data;

namespace QwenWebChat.App.Keys;

/// <summary>Makes, lists, finds and revokes the keys of programs. Thread-safe; each call has its own context.</summary>
internal sealed class ApiKeyStore(IDbContextFactory<ChatDbContext> contexts, AccountDirectory accounts, TimeProvider time)
{
    /// <summary>Maximum number of characters of a name.</summary>
    public const int MaxNameLength = 64;

    /// <summary>Maximum number of usable keys of an account.</summary>
    public const int MaxCount = 100;

    /// <summary>Longest time until a key expires, unless it never does.</summary>
    public static readonly TimeSpan MaxLifetime = TimeSpan.FromDays(3650);

    /// <summary>Least time between two writes of the last use.</summary>
    public static readonly TimeSpan UseInterval = TimeSpan.FromMinutes(1);

    // Whoever still uses an ended key is told so for this time; then it is unknown.
    private static readonly TimeSpan EndedRetention = TimeSpan.FromDays(90);

    /// <summary>Raised on any thread after a key was revoked, with its id.</summary>
    public event Action<Guid>? Revoked;

    /// <summary>Makes a key of an account.</summary>
    /// <returns>The key, which cannot be read again, or why none was made.</returns>
    public async Task<(string? Key, ApiKeyFault? Fault)> CreateAsync(Guid ownerId, string name, ApiScopes scopes, DateTimeOffset? expiresAt, CancellationToken cancellationToken = default)
    {
        DateTimeOffset now = time.GetStoredNow();
        string clean = name.Trim();
        if (FindFault(ownerId, clean, scopes, expiresAt, now) is { } fault)
        {
            return (null, fault);
        }

        using ChatDbContext context = contexts.CreateFor(ownerId);
        using IDbContextTransaction transaction = await context.Database.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
        DateTimeOffset ended = now - EndedRetention;
        await context.ApiKeys.Where(row => row.RevokedAt < ended || row.ExpiresAt < ended).ExecuteDeleteAsync(cancellationToken).ConfigureAwait(false);
        List<string> names = await context.ApiKeys.Where(row => row.RevokedAt == null && (row.ExpiresAt == null || row.ExpiresAt > now))
            .Select(row => row.Name).ToListAsync(cancellationToken).ConfigureAwait(false);
        if (names.Count >= MaxCount || names.Contains(clean, StringComparer.OrdinalIgnoreCase))
        {
            return (null, names.Count >= MaxCount ? ApiKeyFault.TooMany : ApiKeyFault.NameTaken);
        }

        string key = ApiKeyText.Create();
        context.Add(new ApiKey
        {
            Id = Guid.CreateVersion7(now),
            OwnerId = ownerId,
            Name = clean,
            Hash = ApiKeyText.HashOf(key),
            Start = ApiKeyText.StartOf(key),
            Scopes = scopes,
            CreatedAt = now,
            ExpiresAt = expiresAt,
        });
        await context.SaveChangesAsync(cancellationToken).ConfigureAwait(false);
        await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
        return (key, null);
    }

    /// <summary>Lists the keys of an account, the newest first.</summary>
    public Task<IReadOnlyList<ApiKeyView>> ListAsync(Guid ownerId, CancellationToken cancellationToken = default) => ListAsync(ownerId, null, cancellationToken);

    /// <summary>Lists the keys of all accounts, the newest first; the caller checks permissions.</summary>
    public Task<IReadOnlyList<ApiKeyView>> ListAllAsync(CancellationToken cancellationToken = default) => ListAsync(null, null, cancellationToken);

    /// <summary>
    /// Finds the key of a text; null if there is none. The database's index compares hashes, and how long that takes tells nothing
    /// about a key: nobody can choose texts so that their hashes agree with a stored one digit by digit.
    /// </summary>
    public async Task<ApiKey?> FindAsync(string key, CancellationToken cancellationToken = default)
    {
        string hash = ApiKeyText.HashOf(key);
        using ChatDbContext context = contexts.CreateForAll();
        return await context.ApiKeys.AsNoTracking().SingleOrDefaultAsync(row => row.Hash == hash, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Records the use of a key that was just found, at most once a minute.</summary>
    /// <returns>True for the first use on a day (UTC).</returns>
    public async Task<bool> NoteUseAsync(ApiKey key, string? address)
    {
        DateTimeOffset? now = time.GetStoredNow();
        // A clock that is set back must not stop the recording.
        if (key.LastUsedAt is { } last && now >= last && now - last < UseInterval)
        {
            return false;
        }

        DateTimeOffset? found = key.LastUsedAt;
        using ChatDbContext context = contexts.CreateFor(key.OwnerId);
        // Of several requests at the same time, one writes.
        int changed = await context.ApiKeys.Where(row => row.Id == key.Id && row.LastUsedAt == found)
            .ExecuteUpdateAsync(row => row.SetProperty(to => to.LastUsedAt, now).SetProperty(to => to.LastAddress, address)).ConfigureAwait(false);
        return changed > 0 && found?.UtcDateTime.Date != now?.UtcDateTime.Date;
    }

    /// <summary>Revokes a key. Its requests end, and others are refused.</summary>
    /// <param name="ownerId">Its owner; null for an administrator, who may revoke any.</param>
    /// <returns>The key; null if there is no such key, or it was revoked already.</returns>
    public async Task<ApiKeyView?> RevokeAsync(Guid id, Guid? ownerId, CancellationToken cancellationToken = default)
    {
        DateTimeOffset? now = time.GetStoredNow();
        using ChatDbContext context = ContextOf(ownerId);
        int changed = await context.ApiKeys.Where(row => row.Id == id && row.RevokedAt == null)
            .ExecuteUpdateAsync(row => row.SetProperty(to => to.RevokedAt, now), cancellationToken).ConfigureAwait(false);
        if (changed == 0)
        {
            return null;
        }

        Revoked?.Invoke(id);
        return (await ListAsync(ownerId, id, cancellationToken).ConfigureAwait(false)).SingleOrDefault();
    }

    private ApiKeyFault? FindFault(Guid ownerId, string name, ApiScopes scopes, DateTimeOffset? expiresAt, DateTimeOffset now) =>
        accounts.Find(ownerId) is not { IsPaused: false } owner ? ApiKeyFault.OwnerNotFound
            : name.Length is 0 or > MaxNameLength || name.Any(char.IsControl) ? ApiKeyFault.NameInvalid
            : scopes == ApiScopes.None ? ApiKeyFault.NoScope
            : scopes.HasFlag(ApiScopes.Figures) && owner.Role != AccountRole.Administrator ? ApiKeyFault.FiguresForbidden
            : expiresAt <= now || expiresAt - now > MaxLifetime ? ApiKeyFault.ExpiryInvalid
            : null;

    private ChatDbContext ContextOf(Guid? ownerId) => ownerId is { } owner ? contexts.CreateFor(owner) : contexts.CreateForAll();

    private async Task<IReadOnlyList<ApiKeyView>> ListAsync(Guid? ownerId, Guid? id, CancellationToken cancellationToken)
    {
        using ChatDbContext context = ContextOf(ownerId);
        return await (
            from row in context.ApiKeys.Where(row => id == null || row.Id == id)
            join account in context.Accounts on row.OwnerId equals account.Id
            orderby row.CreatedAt descending, row.Id descending
            select new ApiKeyView(
                row.Id, row.OwnerId, account.Name, row.Name, row.Start, row.Scopes, row.CreatedAt, row.ExpiresAt, row.LastUsedAt, row.LastAddress, row.RevokedAt))
            .ToListAsync(cancellationToken).ConfigureAwait(false);
    }
}
