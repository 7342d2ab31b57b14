using QwenWebChat.Inference.Metrics;

namespace QwenWebChat.App.Monitoring.History;

/// <summary>One page of requests.</summary>
/// <param name="TotalCount">The number of requests on all pages.</param>
public sealed record RequestPage(IReadOnlyList<RequestRecord> Rows, int TotalCount);
