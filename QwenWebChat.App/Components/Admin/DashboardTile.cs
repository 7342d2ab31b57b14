using QwenWebChat.App.Components.Admin.Parts;

namespace QwenWebChat.App.Components.Admin;

/// <summary>One of the values at the top of the dashboard.</summary>
/// <param name="Key">The tile's key; its texts are the resources <c>Tile_Key</c> and <c>TileTip_Key</c>.</param>
/// <param name="Values">The values of the last minute.</param>
internal sealed record DashboardTile(string Key, ChartUnit Unit, double? Value, IReadOnlyList<double?> Values)
{
    public TileTone Tone { get; init; }

    /// <summary>The value at the top of the spark line; null for its maximum.</summary>
    public double? Top { get; init; }

    /// <summary>The color of the spark line, a variable of the style sheets.</summary>
    public string? Color { get; init; }
}
