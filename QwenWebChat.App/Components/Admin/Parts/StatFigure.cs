using System.Globalization;
using QwenWebChat.App.Components.Shared;
using QwenWebChat.App.Monitoring.Samples;

namespace QwenWebChat.App.Components.Admin.Parts;

/// <summary>A value and its unit, formatted separately for a tile in the current language.</summary>
public readonly record struct StatFigure(string? Figure, string? Unit)
{
    /// <summary>The text of a tile whose value is unknown.</summary>
    public static readonly StatFigure Unknown;

    /// <summary>
    /// Formats a value; <see cref="Unknown"/> for null. Tokens, counts and rates have no unit, because the label names it.
    /// </summary>
    public static StatFigure Of(MetricUnit unit, double? value) => value is not { } figure || !double.IsFinite(figure) ? Unknown : unit switch
    {
        MetricUnit.Bytes => Split(UiFormats.Bytes((long)figure)),
        MetricUnit.Tokens => new(UiFormats.Tokens((long)Math.Round(figure)), null),
        MetricUnit.TokensPerSecond => new(figure == 0 ? "0" : UiFormats.Speed(figure), null),
        MetricUnit.Seconds => OfSeconds(figure),
        MetricUnit.Share => Split(UiFormats.Percent(figure)),
        MetricUnit.PerSecond => new(figure.ToString(figure == 0 ? "0" : figure < 1 ? "0.00" : figure < 10 ? "0.0" : "0", CultureInfo.CurrentCulture), null),
        _ => new(Math.Round(figure).ToString("N0", CultureInfo.CurrentCulture), null),
    };

    private static StatFigure OfSeconds(double seconds) => seconds switch
    {
        0 => new("0", "ms"),
        < 0.01 => new(Text(seconds * 1e3, "0.0"), "ms"),
        < 0.9995 => new(Text(seconds * 1e3, "0"), "ms"),
        < 60 => new(Text(seconds, seconds < 9.95 ? "0.0" : "0"), "s"),
        < 5400 => new(Text(seconds / 60, seconds < 597 ? "0.0" : "0"), "min"),
        _ => new(Text(seconds / 3600, "0.0"), "h"),
    };

    private static string Text(double value, string format) => value.ToString(format, CultureInfo.CurrentCulture);

    private static StatFigure Split(string text)
    {
        int space = text.LastIndexOf('\u00a0');
        return new(text[..space], text[(space + 1)..]);
    }
}
