using System.Globalization;

namespace QwenWebChat.App.Components;

/// <summary>Figures as the pages write them, in the current language.</summary>
internal static class UiFormats
{
    // What a double may lose of a percentage: 0.29 times 100 is less than 29.
    private const double Lost = 1e-9;

    public static string Tokens(long count) => count.ToString("N0", CultureInfo.CurrentCulture);

    /// <summary><c>32K</c> for a context of 32,768; the figure itself where it is no whole number of K.</summary>
    public static string Context(int tokens) => tokens >= 1024 && tokens % 1024 == 0 ? $"{tokens / 1024}K" : Tokens(tokens);

    /// <summary><c>5.6 GB</c>, in powers of ten.</summary>
    public static string Bytes(long bytes) => bytes switch
    {
        >= 1_000_000_000 => Number(bytes / 1e9, "0.0", "GB"),
        >= 1_000_000 => Number(bytes / 1e6, "0", "MB"),
        _ => Number(bytes / 1e3, "0", "kB"),
    };

    /// <summary><c>7.62 B</c> parameters.</summary>
    public static string Parameters(long count) => count switch
    {
        >= 1_000_000_000 => Number(count / 1e9, "0.00", "B"),
        >= 1_000_000 => Number(count / 1e6, "0", "M"),
        _ => Tokens(count),
    };

    /// <summary><c>93 %</c>; all but the whole is below 100 %.</summary>
    public static string Percent(double fraction) =>
        string.Create(CultureInfo.CurrentCulture, $"{Math.Floor((Math.Clamp(fraction, 0, 1) * 100) + Lost)}") + "\u00a0%";

    public static string Speed(double perSecond) => perSecond.ToString(perSecond < 10 ? "0.0" : "0", CultureInfo.CurrentCulture);

    /// <summary>Seconds as a plain figure: two decimals below ten, else one.</summary>
    public static string Seconds(TimeSpan time) => time.TotalSeconds.ToString(time.TotalSeconds < 10 ? "0.00" : "0.0", CultureInfo.CurrentCulture);

    /// <summary>About how long: <c>40 s</c>, <c>3 min</c>, <c>2 h 10 min</c>.</summary>
    public static string Duration(TimeSpan time) =>
        time.TotalSeconds < 90 ? Number(Math.Ceiling(time.TotalSeconds), "0", "s")
        : time.TotalMinutes < 90 ? Number(Math.Round(time.TotalMinutes), "0", "min")
        : Number(Math.Floor(time.TotalHours), "0", "h") + "\u00a0" + Number(time.Minutes, "0", "min");

    /// <summary>How long something took: <c>4.2 ms</c>, <c>850 ms</c>, <c>2.4 s</c>, <c>3 min 20 s</c>.</summary>
    public static string Latency(TimeSpan time) => time.TotalMilliseconds switch
    {
        < 9.95 => Number(time.TotalMilliseconds, "0.0", "ms"),
        < 999.5 => Number(time.TotalMilliseconds, "0", "ms"),
        < 99_950 => Number(time.TotalSeconds, "0.0", "s"),
        < 3_600_000 => Number(Math.Floor(time.TotalMinutes), "0", "min") + "\u00a0" + Number(time.Seconds, "0", "s"),
        _ => Number(Math.Floor(time.TotalHours), "0", "h") + "\u00a0" + Number(time.Minutes, "0", "min"),
    };

    /// <summary>To a tenth of a millisecond: <c>2,431.3 ms</c>.</summary>
    public static string Milliseconds(TimeSpan time) => Number(time.TotalMilliseconds, "N1", "ms");

    /// <summary>When something was: the time alone on the same day, which is the other's.</summary>
    public static string Moment(DateTimeOffset at, DateTimeOffset now) =>
        at.ToString(at.Date == now.Date ? "HH:mm:ss" : at.Year == now.Year ? "MM-dd HH:mm:ss" : "yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);

    /// <summary>1st, 2nd, 3rd … for English; the figure elsewhere.</summary>
    public static string Ordinal(int number)
    {
        if (CultureInfo.CurrentUICulture.TwoLetterISOLanguageName != "en")
        {
            return number.ToString(CultureInfo.CurrentCulture);
        }

        string suffix = (number % 100, number % 10) switch
        {
            ( >= 11 and <= 13, _) => "th",
            (_, 1) => "st",
            (_, 2) => "nd",
            (_, 3) => "rd",
            _ => "th",
        };
        return number.ToString(CultureInfo.CurrentCulture) + suffix;
    }

    private static string Number(double value, string format, string unit) => value.ToString(format, CultureInfo.CurrentCulture) + "\u00a0" + unit;
}
