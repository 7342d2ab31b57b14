using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using QwenWebChat.App.Data;
using QwenWebChat.Inference.Metrics;

namespace QwenWebChat.App.Monitoring.History;

/// <summary>
/// Reads the ended requests of all users; the caller checks permissions. Thread-safe; each call has its own context.
/// </summary>
internal sealed class RequestStore(IDbContextFactory<ChatDbContext> contexts, UserNames names)
{
    // Other writers can run between two of these batches.
    private const int DeletedAtOnce = 1000;
    private const int ReadAtOnce = 1000;

    public async Task AddAsync(IReadOnlyList<ServedRequest> requests, CancellationToken cancellationToken = default)
    {
        using ChatDbContext context = contexts.CreateForAll();
        context.AddRange(requests);
        await context.SaveChangesAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Reads one page and the total number of requests.</summary>
    public async Task<RequestPage> ListAsync(RequestQuery query, CancellationToken cancellationToken = default)
    {
        await names.RefreshAsync().WaitAsync(cancellationToken).ConfigureAwait(false);
        using ChatDbContext context = contexts.CreateForAll();
        using IDbContextTransaction snapshot = await context.Database.BeginReadAsync(cancellationToken).ConfigureAwait(false);
        IQueryable<ServedRequest> found = Find(context, query.Filter);
        int count = await found.CountAsync(cancellationToken).ConfigureAwait(false);
        List<RequestRecord> rows = await found.By(query.Sort, query.IsDescending, context.Accounts).Skip(query.Page * query.PageSize).Take(query.PageSize)
            .Select(row => row.Record).ToListAsync(cancellationToken).ConfigureAwait(false);
        return new RequestPage(rows, count);
    }

    /// <summary>Reads all matching requests, newest first, in batches: a slow reader never blocks the database.</summary>
    public async IAsyncEnumerable<RequestRecord> ReadAsync(RequestFilter filter, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await names.RefreshAsync().WaitAsync(cancellationToken).ConfigureAwait(false);
        (DateTimeOffset ArrivedAt, long Number)? last = null;
        while (true)
        {
            List<(long Number, RequestRecord Record)> rows = await ReadAfterAsync(filter, last, cancellationToken).ConfigureAwait(false);
            foreach ((_, RequestRecord record) in rows)
            {
                yield return record;
            }

            if (rows.Count < ReadAtOnce)
            {
                yield break;
            }

            last = (rows[^1].Record.ArrivedAt, rows[^1].Number);
        }
    }

    /// <summary>Returns a request with the text of its prompt; null if it is not stored, or not yet.</summary>
    public async Task<ServedRequest?> FindAsync(Guid id, CancellationToken cancellationToken = default)
    {
        using ChatDbContext context = contexts.CreateForAll();
        return await context.ServedRequests.AsNoTracking().SingleOrDefaultAsync(row => row.Record.Id == id, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Deletes the requests that arrived before a time.</summary>
    /// <returns>The number of requests deleted.</returns>
    public async Task<int> DeleteBeforeAsync(DateTimeOffset time, CancellationToken cancellationToken = default)
    {
        using ChatDbContext context = contexts.CreateForAll();
        int count = 0;
        int deleted;
        do
        {
            deleted = await context.ServedRequests.Where(row => row.Record.ArrivedAt < time).OrderBy(row => row.Record.ArrivedAt).Take(DeletedAtOnce)
                .ExecuteDeleteAsync(cancellationToken).ConfigureAwait(false);
            count += deleted;
        }
        while (deleted == DeletedAtOnce);
        return count;
    }

    private async Task<List<(long Number, RequestRecord Record)>> ReadAfterAsync(RequestFilter filter, (DateTimeOffset ArrivedAt, long Number)? last, CancellationToken cancellationToken)
    {
        using ChatDbContext context = contexts.CreateForAll();
        IQueryable<ServedRequest> found = Find(context, filter);
        if (last is var (arrivedAt, number))
        {
            // The first condition is redundant, but the index can answer it.
            found = found.Where(row => row.Record.ArrivedAt <= arrivedAt && (row.Record.ArrivedAt < arrivedAt || row.Number < number));
        }

        return await found.By(RequestColumn.Arrived, isDescending: true, context.Accounts).Take(ReadAtOnce)
            .Select(row => ValueTuple.Create(row.Number, row.Record)).ToListAsync(cancellationToken).ConfigureAwait(false);
    }

    private IQueryable<ServedRequest> Find(ChatDbContext context, RequestFilter filter) =>
        context.ServedRequests.AsNoTracking().Under(filter, string.IsNullOrWhiteSpace(filter.Text) ? [] : names.Find(filter.Text.Trim()));
}
