namespace QwenWebChat.App.Monitoring.History;

/// <summary>What the pages see of the requests: those under way, and one by one what became of them. Any thread may use it.</summary>
internal sealed class RequestBoard(IEngineMonitor monitor, RequestHistory history, RequestStore store, UserNames names)
{
    /// <summary>The past has grown.</summary>
    public event Action? Written
    {
        add => history.Written += value;
        remove => history.Written -= value;
    }

    /// <summary>Those under way in the order of their arrival; then those that are over and not among the past ones yet.</summary>
    public IReadOnlyList<RequestLine> ReadLive()
    {
        // In this order: what ends in between is in both and not in neither.
        List<RequestLine> lines = [.. monitor.Requests.Select(record => RequestRows.ToLiveLine(record, names.Of(record.UserId)))];
        HashSet<Guid> running = [.. lines.Select(line => line.Id)];
        lines.AddRange(history.Unwritten.Where(record => !running.Contains(record.Id)).OrderBy(record => record.ArrivedAt)
            .Select(record => RequestRows.ToLiveLine(record, names.Of(record.UserId))));
        return lines;
    }

    /// <summary>As it stands now; null where there is none, or none any more.</summary>
    public async Task<RequestLine?> FindAsync(Guid id, CancellationToken cancellationToken = default)
    {
        await names.RefreshAsync().WaitAsync(cancellationToken).ConfigureAwait(false);
        return ReadLive().FirstOrDefault(line => line.Id == id) ?? await store.FindAsync(id, cancellationToken).ConfigureAwait(false);
    }

    /// <returns>False where it is over already.</returns>
    public bool Cancel(Guid id) => monitor.Cancel(id);
}
