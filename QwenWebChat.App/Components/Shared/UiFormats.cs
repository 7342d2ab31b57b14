using System.Globalization;

namespace QwenWebChat.App.Components.Shared;

/// <summary>Formats numbers for the pages in the current language.</summary>
internal static class UiFormats
{
    // Compensates for rounding of a double: 0.29 times 100 is less than 29.
    private const double RoundingError = 1e-9;

    public static string Tokens(long count) => count.ToString("N0", CultureInfo.CurrentCulture);

    /// <summary>
    /// Formats a context of 32,768 tokens as <c>32K</c>; a number that is not a multiple of 1,024 is written in full.
    /// </summary>
    public static string Context(int tokens) => tokens >= 1024 && tokens % 1024 == 0 ? $"{tokens / 1024}K" : Tokens(tokens);

    /// <summary>Formats bytes such as <c>5.6 GB</c>, in powers of ten.</summary>
    public static string Bytes(long bytes) => bytes switch
    {
        >= 1_000_000_000 => Number(bytes / 1e9, "0.0", "GB"),
        >= 1_000_000 => Number(bytes / 1e6, "0", "MB"),
        _ => Number(bytes / 1e3, "0", "kB"),
    };

    /// <summary>Formats a number of parameters such as <c>7.62 B</c>.</summary>
    public static string Parameters(long count) => count switch
    {
        >= 1_000_000_000 => Number(count / 1e9, "0.00", "B"),
        >= 1_000_000 => Number(count / 1e6, "0", "M"),
        _ => Tokens(count),
    };

    /// <summary>Formats a percentage such as <c>93 %</c>; only a complete share is 100 %.</summary>
    public static string Percent(double fraction) =>
        string.Create(CultureInfo.CurrentCulture, $"{Math.Floor((Math.Clamp(fraction, 0, 1) * 100) + RoundingError)}") + "\u00a0%";

    public static string Speed(double perSecond) => perSecond.ToString(perSecond < 10 ? "0.0" : "0", CultureInfo.CurrentCulture);

    /// <summary>Formats seconds as a plain number, with two decimals below ten and otherwise one.</summary>
    public static string Seconds(TimeSpan time) => time.TotalSeconds.ToString(time.TotalSeconds < 10 ? "0.00" : "0.0", CultureInfo.CurrentCulture);

    /// <summary>Formats an approximate duration: <c>40 s</c>, <c>3 min</c>, <c>2 h 10 min</c>, <c>5 d</c>.</summary>
    public static string Duration(TimeSpan time) =>
        time.TotalSeconds < 90 ? Number(Math.Ceiling(time.TotalSeconds), "0", "s")
        : time.TotalMinutes < 90 ? Number(Math.Round(time.TotalMinutes), "0", "min")
        : time.TotalDays >= 3 ? Number(Math.Round(time.TotalDays), "0", "d")
        : Number(Math.Floor(time.TotalHours), "0", "h") + "\u00a0" + Number(time.Minutes, "0", "min");

    /// <summary>Formats a measured duration: <c>4.2 ms</c>, <c>850 ms</c>, <c>2.4 s</c>, <c>3 min 20 s</c>.</summary>
    public static string Latency(TimeSpan time) => time.TotalMilliseconds switch
    {
        < 9.95 => Number(time.TotalMilliseconds, "0.0", "ms"),
        < 999.5 => Number(time.TotalMilliseconds, "0", "ms"),
        < 99_950 => Number(time.TotalSeconds, "0.0", "s"),
        < 3_600_000 => Number(Math.Floor(time.TotalMinutes), "0", "min") + "\u00a0" + Number(time.Seconds, "0", "s"),
        _ => Number(Math.Floor(time.TotalHours), "0", "h") + "\u00a0" + Number(time.Minutes, "0", "min"),
    };

    /// <summary>Formats milliseconds with one decimal: <c>2,431.3 ms</c>.</summary>
    public static string Milliseconds(TimeSpan time) => Number(time.TotalMilliseconds, "N1", "ms");

    /// <summary>Formats a time; on the current day without the date.</summary>
    public static string Moment(DateTimeOffset at, DateTimeOffset now) =>
        at.ToString(at.Date == now.Date ? "HH:mm:ss" : at.Year == now.Year ? "MM-dd HH:mm:ss" : "yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);

    /// <summary>Formats the time of the server's clock, in UTC.</summary>
    public static string ServerClock(TimeProvider time) => time.GetUtcNow().ToString("HH:mm:ss", CultureInfo.InvariantCulture);

    /// <summary>Formats 1st, 2nd, 3rd … in English, and the plain number in other languages.</summary>
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
