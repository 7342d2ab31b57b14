namespace QwenWebChat.App.Monitoring.History;

/// <summary>Gives the pages access to active and ended requests. Thread-safe.</summary>
internal sealed class RequestBoard(IEngineMonitor monitor, RequestHistory history, RequestStore store, UserNames names)
{
    /// <summary>Raised when ended requests were written to the database.</summary>
    public event Action? Written
    {
        add => history.Written += value;
        remove => history.Written -= value;
    }

    /// <summary>
    /// Returns the active requests in order of arrival, followed by ended requests that are not in the database yet.
    /// </summary>
    public IReadOnlyList<RequestLine> ReadLive()
    {
        // This order ensures that a request that ends meanwhile is in both lists and not missing from both.
        List<RequestLine> lines = [.. monitor.Requests.Select(record => RequestRows.ToLiveLine(record, names.Of(record.UserId)))];
        HashSet<Guid> running = [.. lines.Select(line => line.Id)];
        lines.AddRange(history.Unwritten.Where(record => !running.Contains(record.Id)).OrderBy(record => record.ArrivedAt)
            .Select(record => RequestRows.ToLiveLine(record, names.Of(record.UserId))));
        return lines;
    }

    /// <summary>Returns the current state of a request; null if it does not exist or was deleted.</summary>
    public async Task<RequestLine?> FindAsync(Guid id, CancellationToken cancellationToken = default)
    {
        await names.RefreshAsync().WaitAsync(cancellationToken).ConfigureAwait(false);
        return ReadLive().FirstOrDefault(line => line.Id == id) ?? await store.FindAsync(id, cancellationToken).ConfigureAwait(false);
    }

    /// <returns>False if the request has already ended.</returns>
    public bool Cancel(Guid id) => monitor.Cancel(id);
}
