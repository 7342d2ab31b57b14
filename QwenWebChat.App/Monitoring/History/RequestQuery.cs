namespace QwenWebChat.App.Monitoring.History;

/// <summary>A page of the requests that are over.</summary>
/// <param name="Page">From 0.</param>
public sealed record RequestQuery(
    RequestFilter Filter, RequestColumn Sort = RequestColumn.Arrived, bool IsDescending = true, int Page = 0, int PageSize = RequestQuery.UsualPageSize)
{
    public const int UsualPageSize = 50;
}
