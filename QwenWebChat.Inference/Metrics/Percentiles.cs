namespace QwenWebChat.Inference.Metrics;

/// <summary>Percentiles by nearest rank: always one of the values.</summary>
internal static class Percentiles
{
    /// <param name="sorted">From the least to the greatest.</param>
    /// <param name="share">Of the values that the percentile is not below, above 0 to 1.</param>
    /// <returns>Null of no values.</returns>
    public static T? Of<T>(ReadOnlySpan<T> sorted, double share)
        where T : struct => sorted.IsEmpty ? null : sorted[Math.Max((int)Math.Ceiling(share * sorted.Length) - 1, 0)];
}
