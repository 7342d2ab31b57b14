namespace QwenWebChat.Benchmarks.Serving;

/// <summary>The middle and the slow end of many times, in milliseconds; each is a time that was measured (nearest rank).</summary>
internal sealed record Percentiles(double P50, double P95, double P99)
{
    /// <returns>Null where there are no times.</returns>
    public static Percentiles? Of(IEnumerable<TimeSpan> times)
    {
        double[] sorted = [.. times.Select(time => time.TotalMilliseconds).Order()];
        return sorted.Length == 0 ? null : new Percentiles(At(sorted, 0.50), At(sorted, 0.95), At(sorted, 0.99));
    }

    internal static double At(double[] sorted, double share) => sorted[Math.Max((int)Math.Ceiling(share * sorted.Length) - 1, 0)];
}
