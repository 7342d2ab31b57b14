namespace QwenWebChat.App.Components.Admin.Parts;

/// <summary>One line or band of a chart.</summary>
/// <param name="Key">The key of the series in its chart.</param>
/// <param name="Label">The label in the legend.</param>
/// <param name="Color">A variable of the style sheets, such as <c>--qw-kv-used</c>.</param>
/// <param name="IsStacked">True for a band on top of the preceding stacked series; false for a line.</param>
public sealed record ChartSeries(string Key, string Label, string Color, bool IsStacked = false);
