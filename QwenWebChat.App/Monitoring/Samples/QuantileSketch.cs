namespace QwenWebChat.App.Monitoring.Samples;

/// <summary>
/// Quantiles of any number of durations in a fixed little memory, each within 1 % of the true one (Masson, Rim and Lee
/// 2019, DDSketch). Sketches can be added up. Not thread-safe.
/// </summary>
internal sealed class QuantileSketch
{
    /// <summary>How far a quantile may be from the true one, as a share of it.</summary>
    public const double Accuracy = 0.01;

    // Shorter times than the least, 10 microseconds, count as it, and longer ones than the greatest, about 3 hours, as that.
    private const double Least = 1e-5;
    private const double Greatest = 1e4;
    private const double Growth = (1 + Accuracy) / (1 - Accuracy);

    private static readonly double LogGrowth = Math.Log(Growth);
    private static readonly int BucketCount = (int)Math.Ceiling(Math.Log(Greatest / Least) / LogGrowth) + 1;

    private readonly int[] _buckets = new int[BucketCount];

    public int Count { get; private set; }

    public double Sum { get; private set; }

    public double? Mean => Count > 0 ? Sum / Count : null;

    /// <param name="seconds">Takes no memory.</param>
    public void Add(double seconds)
    {
        int bucket = (int)Math.Ceiling(Math.Log(Math.Max(seconds, Least) / Least) / LogGrowth);
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

    /// <summary>The value at nearest rank; null of no values.</summary>
    /// <param name="share">Of the values that the quantile is not below, above 0 to 1.</param>
    public double? Quantile(double share)
    {
        long rank = Math.Max((long)Math.Ceiling(share * Count), 1);
        for (int bucket = 0; bucket < BucketCount && Count > 0; bucket++)
        {
            rank -= _buckets[bucket];
            if (rank <= 0)
            {
                return Least * 2 * Math.Pow(Growth, bucket) / (Growth + 1);
            }
        }

        return null;
    }
}
