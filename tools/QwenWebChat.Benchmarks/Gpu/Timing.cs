namespace QwenWebChat.Benchmarks.Gpu;

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
}
