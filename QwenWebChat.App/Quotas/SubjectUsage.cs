namespace QwenWebChat.App.Quotas;

/// <summary>The usage of a subject and what its running requests hold. Not thread-safe.</summary>
internal sealed class SubjectUsage(TimeProvider time)
{
    public static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    // The times of the requests of the last minute, on the monotonic clock.
    private readonly Queue<long> _starts = [];

    public PeriodCounter Day { get; } = new(QuotaPeriod.Day, time);

    public PeriodCounter Month { get; } = new(QuotaPeriod.Month, time);

    /// <summary>The tokens that running and waiting requests may still use.</summary>
    public long ReservedTokens { get; private set; }

    /// <summary>The number of running and waiting requests.</summary>
    public int RunningCount { get; private set; }

    /// <summary>The number of requests within the last minute.</summary>
    public int StartCount
    {
        get
        {
            while (_starts.TryPeek(out long start) && time.GetElapsedTime(start) >= Minute)
            {
                _starts.Dequeue();
            }

            return _starts.Count;
        }
    }

    /// <summary>Returns the time until at most <paramref name="count"/> requests are within the last minute.</summary>
    public TimeSpan TimeUntil(int count)
    {
        int expiring = StartCount - count;
        return expiring <= 0 ? TimeSpan.Zero : Minute - time.GetElapsedTime(_starts.ElementAt(expiring - 1));
    }

    public void Begin(long reservedTokens)
    {
        // Drops the earlier ones, so that the list stays short without a limit too.
        _ = StartCount;
        _starts.Enqueue(time.GetTimestamp());
        RunningCount++;
        ReservedTokens += reservedTokens;
    }

    public void End(long reservedTokens, long usedTokens)
    {
        RunningCount--;
        ReservedTokens -= reservedTokens;
        Day.Add(usedTokens);
        Month.Add(usedTokens);
    }
}
