using QwenWebChat.Inference.Metrics;

namespace QwenWebChat.Benchmarks;

/// <summary>Percentiles of measured times in milliseconds, each a measured value (nearest rank).</summary>
internal sealed record LatencyPercentiles(double P50, double P95, double P99)
{
    /// <returns>Null if there are no times.</returns>
    public static LatencyPercentiles? Of(IEnumerable<TimeSpan> times)
    {
        double[] sorted = [.. times.Select(time => time.TotalMilliseconds).Order()];
        return Percentiles.Of<double>(sorted, 0.5) is { } median ? new(median, At(0.95), At(0.99)) : null;
        double At(double share) => Percentiles.Of<double>(sorted, share)!.Value;
    }
}
