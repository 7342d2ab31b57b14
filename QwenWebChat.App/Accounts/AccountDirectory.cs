using System.Collections.Frozen;
using Microsoft.EntityFrameworkCore;
using QwenWebChat.App.Data;

namespace QwenWebChat.App.Accounts;

/// <summary>
/// All accounts in memory, with the groups that they are in, so that each request and each open page is checked at once. They are read again after each change; no
/// other process changes them, because one process at a time uses a database. Thread-safe.
/// </summary>
internal sealed class AccountDirectory(IDbContextFactory<ChatDbContext> contexts)
{
    private readonly Lock _gate = new();
    private volatile FrozenDictionary<Guid, AccountEntry>? _entries;

    /// <summary>Raised on any thread after accounts changed.</summary>
    public event Action? Changed;

    /// <summary>True once an administrator can sign in.</summary>
    public bool HasAdministrator => Entries.Values.Any(entry => entry is { Role: AccountRole.Administrator, HasPassword: true });

    private FrozenDictionary<Guid, AccountEntry> Entries
    {
        get
        {
            if (_entries is { } entries)
            {
                return entries;
            }

            lock (_gate)
            {
                return _entries ??= Read();
            }
        }
    }

    public AccountEntry? Find(Guid id) => Entries.GetValueOrDefault(id);

    /// <summary>Reads the accounts again.</summary>
    public void Refresh()
    {
        lock (_gate)
        {
            _entries = Read();
        }

        Changed?.Invoke();
    }

    private FrozenDictionary<Guid, AccountEntry> Read()
    {
        using ChatDbContext context = contexts.CreateDbContext();
        ILookup<Guid, Guid> groups = context.GroupMembers.AsNoTracking().ToLookup(row => row.AccountId, row => row.GroupId);
        return context.Accounts.AsNoTracking()
            .Select(row => new { row.Id, row.Name, row.Role, row.SecurityStamp, row.IsPaused, HasPassword = row.PasswordHash != null, row.TwoFactorEnabled, row.IsRescue })
            .AsEnumerable()
            .Select(row => new AccountEntry(row.Id, row.Name, row.Role, row.SecurityStamp, row.IsPaused, row.HasPassword, row.TwoFactorEnabled, row.IsRescue, groups[row.Id].ToFrozenSet()))
            .ToFrozenDictionary(entry => entry.Id);
    }
}
