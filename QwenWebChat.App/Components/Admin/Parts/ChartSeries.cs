namespace QwenWebChat.App.Components.Admin.Parts;

/// <summary>One line or band of a chart.</summary>
/// <param name="Key">Names it within its chart.</param>
/// <param name="Label">What the legend calls it.</param>
/// <param name="Color">A variable of the style sheets, such as <c>--qw-kv-used</c>.</param>
/// <param name="IsStacked">Drawn as a band upon the stacked ones before it; else as a line.</param>
public sealed record ChartSeries(string Key, string Label, string Color, bool IsStacked = false);
