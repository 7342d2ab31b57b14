namespace QwenWebChat.App.Components.Admin.Parts;

/// <summary>The initial data of a chart.</summary>
/// <param name="Times">Seconds since 1970, ascending.</param>
/// <param name="Values">One list for each series, as long as <paramref name="Times"/>; null is a gap.</param>
public sealed record ChartData(IReadOnlyList<double> Times, IReadOnlyList<IReadOnlyList<double?>> Values);
