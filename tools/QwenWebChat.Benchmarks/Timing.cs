using System.Diagnostics;

namespace QwenWebChat.Benchmarks;

/// <summary>The times in seconds of several runs of the same work.</summary>
internal sealed record Timing(double Median, double Min, double Max)
{
    /// <summary>The difference between the slowest and the fastest run, as a share of the median.</summary>
    public double Spread => (Max - Min) / Median;

    /// <param name="seconds">At least one time.</param>
    public static Timing Of(IEnumerable<double> seconds)
    {
        double[] ordered = [.. seconds.Order()];
        int middle = ordered.Length / 2;
        double median = ordered.Length % 2 == 1 ? ordered[middle] : (ordered[middle - 1] + ordered[middle]) / 2;
        return new Timing(median, ordered[0], ordered[^1]);
    }

    /// <summary>Runs work several times.</summary>
    /// <param name="parts">The number of equal parts of the work, of which the time of one is returned.</param>
    public static Timing Measure(int runs, Action work, int parts = 1) => Of(Enumerable.Range(0, runs).Select(_ => Seconds(work) / parts).ToArray());

    /// <summary>Returns the seconds of one run.</summary>
    public static double Seconds(Action work)
    {
        long begun = Stopwatch.GetTimestamp();
        work();
        return Stopwatch.GetElapsedTime(begun).TotalSeconds;
    }
}
