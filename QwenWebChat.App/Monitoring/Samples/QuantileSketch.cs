namespace QwenWebChat.App.Monitoring.Samples;

/// <summary>
/// Estimates quantiles of any number of durations in constant memory, each within 1 % of the true value (Masson, Rim and
/// Lee 2019, DDSketch). Sketches can be added. Not thread-safe.
/// </summary>
internal sealed class QuantileSketch
{
    /// <summary>Maximum relative error of a quantile.</summary>
    public const double Accuracy = 0.01;

    // Times below the minimum of 10 microseconds count as the minimum, and times above the maximum of about 3 hours as the
    // maximum.
    private const double MinSeconds = 1e-5;
    private const double MaxSeconds = 1e4;
    private const double Growth = (1 + Accuracy) / (1 - Accuracy);

    private static readonly double LogGrowth = Math.Log(Growth);
    private static readonly int BucketCount = (int)Math.Ceiling(Math.Log(MaxSeconds / MinSeconds) / LogGrowth) + 1;

    private readonly int[] _buckets = new int[BucketCount];

    public int Count { get; private set; }

    public double Sum { get; private set; }

    public double? Mean => Count > 0 ? Sum / Count : null;

    /// <param name="seconds">The duration. Adding one allocates nothing.</param>
    public void Add(double seconds)
    {
        int bucket = (int)Math.Ceiling(Math.Log(Math.Max(seconds, MinSeconds) / MinSeconds) / LogGrowth);
        _buckets[Math.Min(bucket, BucketCount - 1)]++;
        Count++;
        Sum += seconds;
    }

    public void Add(QuantileSketch other)
    {
        for (int i = 0; i < BucketCount; i++)
        {
            _buckets[i] += other._buckets[i];
        }

        Count += other.Count;
        Sum += other.Sum;
    }

    public void Clear()
    {
        Array.Clear(_buckets);
        (Count, Sum) = (0, 0);
    }

    /// <summary>Returns the value at the nearest rank; null without values.</summary>
    /// <param name="share">The quantile, above 0 to 1.</param>
    public double? Quantile(double share)
    {
        long rank = Math.Max((long)Math.Ceiling(share * Count), 1);
        for (int bucket = 0; bucket < BucketCount && Count > 0; bucket++)
        {
            rank -= _buckets[bucket];
            if (rank <= 0)
            {
                return MinSeconds * 2 * Math.Pow(Growth, bucket) / (Growth + 1);
            }
        }

        return null;
    }
}
