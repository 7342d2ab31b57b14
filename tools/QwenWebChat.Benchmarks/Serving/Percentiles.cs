namespace QwenWebChat.Benchmarks.Serving;

/// <summary>Percentiles of measured times in milliseconds, each a measured value (nearest rank).</summary>
internal sealed record Percentiles(double P50, double P95, double P99)
{
    /// <returns>Null if there are no times.</returns>
    public static Percentiles? Of(IEnumerable<TimeSpan> times)
    {
        double[] sorted = [.. times.Select(time => time.TotalMilliseconds).Order()];
        return sorted.Length == 0 ? null : new Percentiles(At(sorted, 0.50), At(sorted, 0.95), At(sorted, 0.99));
    }

    internal static double At(double[] sorted, double share) => sorted[Math.Max((int)Math.Ceiling(share * sorted.Length) - 1, 0)];
}
