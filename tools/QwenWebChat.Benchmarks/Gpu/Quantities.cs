using System.Globalization;

namespace QwenWebChat.Benchmarks.Gpu;

/// <summary>Formats measured quantities.</summary>
internal static class Quantities
{
    /// <summary>The placeholder for a missing value.</summary>
    public const string None = "-";

    /// <summary>Formats a time in microseconds, milliseconds or seconds.</summary>
    public static string Seconds(double seconds) => seconds switch
    {
        < 1e-3 => Invariant($"{seconds * 1e6:0.0} us"),
        < 1 => Invariant($"{seconds * 1e3:0.00} ms"),
        _ => Invariant($"{seconds:0.00} s"),
    };

    /// <summary>Formats the median and the spread of the runs.</summary>
    public static string Seconds(Timing timing) => Invariant($"{Seconds(timing.Median)} +-{timing.Spread / 2:0%}");

    public static string Gigabytes(long? bytes) => bytes is { } some ? Invariant($"{some / 1e9:0.00} GB") : None;

    /// <summary>Formats bytes per second.</summary>
    public static string Bandwidth(double bytesPerSecond) => Invariant($"{bytesPerSecond / 1e9:0.0} GB/s");

    /// <summary>Formats operations per second.</summary>
    public static string Operations(double perSecond) => Invariant($"{perSecond / 1e12:0.000} TFLOP/s");

    public static string Share(double share) => Invariant($"{share:0%}");

    public static string Times(double ratio) => Invariant($"{ratio:0.0}");

    public static string Count(long count) => count.ToString("N0", CultureInfo.InvariantCulture);

    public static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
