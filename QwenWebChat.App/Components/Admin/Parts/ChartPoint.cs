namespace QwenWebChat.App.Components.Admin.Parts;

/// <summary>What one chart gets at one moment.</summary>
/// <param name="Values">One a series; null is a gap.</param>
public readonly record struct ChartPoint(Chart Chart, IReadOnlyList<double?> Values);
