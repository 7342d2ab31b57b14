using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using QwenWebChat.App.Data;

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
        using ChatDbContext context = contexts.CreateDbContext();
        context.AddRange(requests);
        await context.SaveChangesAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Reads one page and the total number of requests.</summary>
    public async Task<RequestPage> ListAsync(RequestQuery query, CancellationToken cancellationToken = default)
    {
        await names.RefreshAsync().WaitAsync(cancellationToken).ConfigureAwait(false);
        using ChatDbContext context = contexts.CreateDbContext();
        using IDbContextTransaction snapshot = await context.Database.BeginReadAsync(cancellationToken).ConfigureAwait(false);
        IQueryable<ServedRequest> found = Find(context, query.Filter);
        int count = await found.CountAsync(cancellationToken).ConfigureAwait(false);
        List<RequestLine> rows = await found.By(query.Sort, query.IsDescending, context.Owners).Skip(query.Page * query.PageSize).Take(query.PageSize)
            .Select(RequestRows.ToLine).ToListAsync(cancellationToken).ConfigureAwait(false);
        return new RequestPage([.. rows.Select(Named)], count);
    }

    /// <summary>Reads all matching requests, newest first, in batches: a slow reader never blocks the database.</summary>
    public async IAsyncEnumerable<RequestLine> ReadAsync(RequestFilter filter, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await names.RefreshAsync().WaitAsync(cancellationToken).ConfigureAwait(false);
        (DateTimeOffset ArrivedAt, long Number)? last = null;
        while (true)
        {
            List<RequestLine> rows = await ReadAfterAsync(filter, last, cancellationToken).ConfigureAwait(false);
            foreach (RequestLine row in rows)
            {
                yield return Named(row);
            }

            if (rows.Count < ReadAtOnce)
            {
                yield break;
            }

            last = (rows[^1].ArrivedAt, rows[^1].Number);
        }
    }

    /// <summary>Returns a request; null if it is not stored, or not yet.</summary>
    public async Task<RequestLine?> FindAsync(Guid id, CancellationToken cancellationToken = default)
    {
        await names.RefreshAsync().WaitAsync(cancellationToken).ConfigureAwait(false);
        using ChatDbContext context = contexts.CreateDbContext();
        return await context.ServedRequests.Where(row => row.Id == id).Select(RequestRows.ToLine).SingleOrDefaultAsync(cancellationToken).ConfigureAwait(false) is { } line
            ? Named(line)
            : null;
    }

    /// <summary>Returns the text of a prompt; null if it was not stored.</summary>
    public async Task<string?> ReadPromptAsync(Guid id, CancellationToken cancellationToken = default)
    {
        using ChatDbContext context = contexts.CreateDbContext();
        return await context.ServedRequests.Where(row => row.Id == id).Select(row => row.PromptText).SingleOrDefaultAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Deletes the requests that arrived before a time.</summary>
    /// <returns>The number of requests deleted.</returns>
    public async Task<int> DeleteBeforeAsync(DateTimeOffset time, CancellationToken cancellationToken = default)
    {
        using ChatDbContext context = contexts.CreateDbContext();
        int count = 0;
        int deleted;
        do
        {
            deleted = await context.ServedRequests.Where(row => row.ArrivedAt < time).OrderBy(row => row.ArrivedAt).Take(DeletedAtOnce)
                .ExecuteDeleteAsync(cancellationToken).ConfigureAwait(false);
            count += deleted;
        }
        while (deleted == DeletedAtOnce);
        return count;
    }

    private async Task<List<RequestLine>> ReadAfterAsync(RequestFilter filter, (DateTimeOffset ArrivedAt, long Number)? last, CancellationToken cancellationToken)
    {
        using ChatDbContext context = contexts.CreateDbContext();
        IQueryable<ServedRequest> found = Find(context, filter);
        if (last is var (arrivedAt, number))
        {
            // The first condition is redundant, but the index can answer it.
            found = found.Where(row => row.ArrivedAt <= arrivedAt && (row.ArrivedAt < arrivedAt || row.Number < number));
        }

        return await found.By(RequestColumn.Arrived, isDescending: true, context.Owners).Take(ReadAtOnce)
            .Select(RequestRows.ToLine).ToListAsync(cancellationToken).ConfigureAwait(false);
    }

    private IQueryable<ServedRequest> Find(ChatDbContext context, RequestFilter filter) =>
        context.ServedRequests.AsNoTracking().Under(filter, string.IsNullOrWhiteSpace(filter.Text) ? [] : names.Find(filter.Text.Trim()));

    private RequestLine Named(RequestLine line) => line with { User = names.Of(line.User) };
}
