namespace QwenWebChat.Benchmarks.Gpu;

/// <summary>Seconds of the same work, done several times.</summary>
internal sealed record Timing(double Median, double Least, double Most)
{
    /// <summary>What the runs differ by, as a share of the median.</summary>
    public double Spread => (Most - Least) / Median;

    /// <param name="seconds">At least one.</param>
    public static Timing Of(IEnumerable<double> seconds)
    {
        double[] ordered = [.. seconds.Order()];
        int middle = ordered.Length / 2;
        double median = ordered.Length % 2 == 1 ? ordered[middle] : (ordered[middle - 1] + ordered[middle]) / 2;
        return new Timing(median, ordered[0], ordered[^1]);
    }
}
