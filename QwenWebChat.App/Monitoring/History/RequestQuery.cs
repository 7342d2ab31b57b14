namespace QwenWebChat.App.Monitoring.History;

/// <summary>Selects one page of the ended requests.</summary>
/// <param name="Page">The page number, from 0.</param>
public sealed record RequestQuery(
    RequestFilter Filter, RequestColumn Sort = RequestColumn.Arrived, bool IsDescending = true, int Page = 0, int PageSize = RequestQuery.UsualPageSize)
{
    public const int UsualPageSize = 50;
}
