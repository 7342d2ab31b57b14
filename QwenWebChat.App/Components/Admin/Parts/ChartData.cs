namespace QwenWebChat.App.Components.Admin.Parts;

/// <summary>What a chart shows at first.</summary>
/// <param name="Times">Seconds since 1970, ascending.</param>
/// <param name="Values">One list a series, each as long as <paramref name="Times"/>; null is a gap.</param>
public sealed record ChartData(IReadOnlyList<double> Times, IReadOnlyList<IReadOnlyList<double?>> Values);
