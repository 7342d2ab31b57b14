using QwenWebChat.App.Components.Admin.Parts;

namespace QwenWebChat.App.Components.Admin;

/// <summary>One of the figures at the top of the dashboard.</summary>
/// <param name="Key">Names it; its words are the resources <c>Tile_Key</c> and <c>TileTip_Key</c>.</param>
/// <param name="Values">Its last minute.</param>
internal sealed record DashboardTile(string Key, ChartUnit Unit, double? Value, IReadOnlyList<double?> Values)
{
    public TileTone Tone { get; init; }

    /// <summary>What the top of the course stands for; its largest value where it is null.</summary>
    public double? Top { get; init; }

    /// <summary>Of the course, a variable of the style sheets.</summary>
    public string? Color { get; init; }
}
