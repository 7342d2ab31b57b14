using System.Collections.Frozen;
using Microsoft.EntityFrameworkCore;
using QwenWebChat.App.Accounts;
using QwenWebChat.App.Data;
using QwenWebChat.Inference.Metrics;

namespace QwenWebChat.App.Quotas;

/// <summary>Stores the limits that administrators set, and gives them to the ledger.</summary>
internal sealed class QuotaStore(IDbContextFactory<ChatDbContext> contexts, QuotaLedger ledger, AccountDirectory accounts, TimeProvider time)
{
    /// <summary>Reads all limits, which hold from now on.</summary>
    public async Task LoadAsync(CancellationToken cancellationToken = default)
    {
        using ChatDbContext context = contexts.CreateDbContext();
        List<StoredQuota> rows = await context.Quotas.AsNoTracking().ToListAsync(cancellationToken).ConfigureAwait(false);
        QuotaLimits defaults = rows.Find(row => row.Subject == StoredQuota.Defaults)?.Limits ?? QuotaLimits.None;
        Dictionary<QuotaSubject, QuotaLimits> own = [];
        foreach (StoredQuota row in rows)
        {
            if (QuotaSubject.Parse(row.Subject) is { } subject)
            {
                own[subject] = row.Limits;
            }
        }

        ledger.Use(new QuotaBook(defaults, own.ToFrozenDictionary()) { GroupsOf = id => accounts.Find(id)?.GroupIds ?? FrozenSet<Guid>.Empty });
    }

    /// <summary>Sets the limits of a subject, which hold from now on.</summary>
    /// <param name="subject">The account or the key; null for the defaults.</param>
    /// <exception cref="ArgumentException">A limit is negative.</exception>
    public async Task SaveAsync(QuotaSubject? subject, QuotaLimits limits, CancellationToken cancellationToken = default)
    {
        if (limits is { TokensPerDay: < 0 } or { TokensPerMonth: < 0 } or { RequestsPerMinute: < 1 } or { RequestsAtOnce: < 1 } or { MaxPromptTokens: < 1 })
        {
            throw new ArgumentException("A limit of tokens must be at least 0, the others at least 1.", nameof(limits));
        }

        using ChatDbContext context = contexts.CreateDbContext();
        string name = subject?.Name ?? StoredQuota.Defaults;
        if (await context.Quotas.FindAsync([name], cancellationToken).ConfigureAwait(false) is { } row)
        {
            (row.Limits, row.UpdatedAt) = (limits, time.GetStoredNow());
        }
        else
        {
            context.Add(new StoredQuota { Subject = name, AccountId = IdOf(subject, QuotaScope.Account), GroupId = IdOf(subject, QuotaScope.Group), Limits = limits, UpdatedAt = time.GetStoredNow() });
        }

        await context.SaveChangesAsync(cancellationToken).ConfigureAwait(false);
        await LoadAsync(cancellationToken).ConfigureAwait(false);
    }

    private static Guid? IdOf(QuotaSubject? subject, QuotaScope scope) => subject is { Id: var id } && subject.Value.Scope == scope ? Guid.Parse(id) : null;
}
