using QwenWebChat.Inference.Metrics;

namespace QwenWebChat.App.Monitoring.History;

/// <summary>Gives the pages access to the requests that are not in the database yet. Thread-safe.</summary>
internal sealed class RequestBoard(IEngineMonitor monitor, RequestHistory history)
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
    public IReadOnlyList<RequestRecord> ReadLive()
    {
        // This order ensures that a request that ends meanwhile is in both lists and not missing from both.
        IReadOnlyList<RequestRecord> active = monitor.Requests;
        HashSet<Guid> ids = [.. active.Select(request => request.Id)];
        return [.. active, .. history.Unwritten.Where(request => !ids.Contains(request.Id)).OrderBy(request => request.ArrivedAt)];
    }

    /// <returns>False if the request has already ended.</returns>
    public bool Cancel(Guid id) => monitor.Cancel(id);
}
