using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using QwenWebChat.App.Data;

namespace QwenWebChat.App.Audit;

/// <summary>
/// Reads the audit log, newest first, and deletes what is too old; the caller checks permissions. The order is that of writing,
/// which a clock that is set back does not change. Thread-safe; each call has its own context.
/// </summary>
internal sealed class AuditStore(IDbContextFactory<ChatDbContext> contexts)
{
    // Other writers can run between two of these batches.
    private const int AtOnce = 1000;

    /// <summary>Reads the entries that follow one in the list.</summary>
    /// <param name="before">The number of the last entry already read; null to begin with the newest.</param>
    public async Task<AuditEntryPage> ListAsync(AuditFilter filter, long? before = null, int count = 50, CancellationToken cancellationToken = default)
    {
        using ChatDbContext context = contexts.CreateDbContext();
        List<AuditEntry> entries = await Find(context, filter, before).Take(count + 1).ToListAsync(cancellationToken).ConfigureAwait(false);
        return entries.Count > count ? new AuditEntryPage(entries[..count], IsMore: true) : new AuditEntryPage(entries, IsMore: false);
    }

    /// <summary>Reads all entries in batches: a slow reader never blocks the database.</summary>
    public async IAsyncEnumerable<AuditEntry> ReadAsync(AuditFilter filter, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        AuditEntryPage page;
        long? last = null;
        do
        {
            page = await ListAsync(filter, last, AtOnce, cancellationToken).ConfigureAwait(false);
            foreach (AuditEntry entry in page.Entries)
            {
                last = entry.Number;
                yield return entry;
            }
        }
        while (page.IsMore);
    }

    /// <summary>Deletes the entries before a time.</summary>
    /// <returns>The number of entries deleted.</returns>
    public async Task<int> DeleteBeforeAsync(DateTimeOffset time, CancellationToken cancellationToken = default)
    {
        using ChatDbContext context = contexts.CreateDbContext();
        int count = 0;
        int deleted;
        do
        {
            deleted = await context.AuditEntries.Where(row => row.At < time).OrderBy(row => row.At).Take(AtOnce).ExecuteDeleteAsync(cancellationToken).ConfigureAwait(false);
            count += deleted;
        }
        while (deleted == AtOnce);
        return count;
    }

    private static IQueryable<AuditEntry> Find(ChatDbContext context, AuditFilter filter, long? before)
    {
        IQueryable<AuditEntry> rows = context.AuditEntries.AsNoTracking();
        if (before is { } number)
        {
            rows = rows.Where(row => row.Number < number);
        }

        if (filter.ActorId is { } actor)
        {
            rows = rows.Where(row => row.ActorId == actor);
        }

        if (filter.Action is { } action)
        {
            rows = rows.Where(row => row.Action == action);
        }

        if (filter.Outcome is { } outcome)
        {
            rows = rows.Where(row => row.Outcome == outcome);
        }

        if (filter.From is { } from)
        {
            rows = rows.Where(row => row.At >= from);
        }

        if (filter.To is { } to)
        {
            rows = rows.Where(row => row.At < to);
        }

        if (!string.IsNullOrWhiteSpace(filter.Name))
        {
            string pattern = LikePattern.Containing(filter.Name.Trim());
            rows = rows.Where(row => EF.Functions.Like(row.ActorName!, pattern, LikePattern.Escape) || EF.Functions.Like(row.Target!, pattern, LikePattern.Escape));
        }

        return rows.OrderByDescending(row => row.Number);
    }
}
