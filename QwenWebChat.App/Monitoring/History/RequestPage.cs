namespace QwenWebChat.App.Monitoring.History;

/// <summary>A page of requests.</summary>
/// <param name="TotalCount">How many there are on all pages.</param>
public sealed record RequestPage(IReadOnlyList<RequestLine> Rows, int TotalCount);
