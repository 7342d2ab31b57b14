namespace QwenWebChat.Inference.Metrics;

/// <summary>Percentiles by nearest rank, so that the result is always one of the values.</summary>
internal static class Percentiles
{
    /// <param name="sorted">The values in ascending order.</param>
    /// <param name="share">The share of the values that the percentile must reach, above 0, up to 1.</param>
    /// <returns>The percentile; null if there are no values.</returns>
    public static T? Of<T>(ReadOnlySpan<T> sorted, double share)
        where T : struct => sorted.IsEmpty ? null : sorted[Math.Max((int)Math.Ceiling(share * sorted.Length) - 1, 0)];
}
