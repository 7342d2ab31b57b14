namespace QwenWebChat.App.Monitoring.Samples;

/// <summary>
/// The tile of a metric at the top of the dashboard. Its label and its explanation are the resources <c>Tile_</c> and
/// <c>TileTip_</c> plus the metric's name.
/// </summary>
/// <param name="Unit">The unit; for a rate, the tile shows the count per second.</param>
/// <param name="Seconds">The time over which the value is taken, back from now; 1 for the last sample alone.</param>
/// <param name="Color">The color of the spark line, a variable of the style sheets; null for the usual one.</param>
public sealed record MetricTile(MetricUnit Unit, int Seconds = 1, string? Color = null)
{
    /// <summary>The value from which on the tile shows a warning; null for no warning.</summary>
    public double? Warning { get; init; }

    /// <summary>The value from which on the tile is critical; null for never.</summary>
    public double? Danger { get; init; }
}
