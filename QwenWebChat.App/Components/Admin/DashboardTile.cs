using QwenWebChat.App.Components.Admin.Parts;
using QwenWebChat.App.Monitoring.Samples;

namespace QwenWebChat.App.Components.Admin;

/// <summary>One of the values at the top of the dashboard.</summary>
/// <param name="Metric">A metric that has a tile.</param>
/// <param name="Values">The values of the last minute.</param>
internal sealed record DashboardTile(Metric Metric, double? Value, IReadOnlyList<double?> Values)
{
    public string Key => Metric.Name;

    public MetricTile Plan => Metric.Tile!;

    public TileTone Tone => Value >= Plan.Danger ? TileTone.Danger : Value >= Plan.Warning ? TileTone.Warning : TileTone.None;

    /// <summary>The value at the top of the spark line; null for its maximum.</summary>
    public double? Top => Plan.Unit == MetricUnit.Share ? 1 : null;
}
