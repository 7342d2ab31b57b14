namespace QwenWebChat.App.Components.Admin.Parts;

/// <summary>The values that one chart receives for one time.</summary>
/// <param name="Values">One value for each series; null is a gap.</param>
public readonly record struct ChartPoint(Chart Chart, IReadOnlyList<double?> Values);
