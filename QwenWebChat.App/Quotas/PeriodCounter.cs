namespace QwenWebChat.App.Quotas;

/// <summary>
/// The tokens that a subject used in the present period. A new period begins when the calendar says so, and not before the time
/// that was left of the old one has passed on a monotonic clock: a clock that is set forth gives no second quota. A clock that is set
/// back keeps the period until it is reached again, at most for the longest time that a period lasts. Not thread-safe.
/// </summary>
internal sealed class PeriodCounter
{
    private readonly QuotaPeriod _period;
    private readonly TimeProvider _time;
    private DateOnly _begin;
    private long _tokens;
    private long _openedAt;
    private TimeSpan _leftAtOpening;

    public PeriodCounter(QuotaPeriod period, TimeProvider time)
    {
        _period = period;
        _time = time;
        Open(Today);
    }

    /// <summary>The first day of the present period.</summary>
    public DateOnly Begin
    {
        get
        {
            Roll();
            return _begin;
        }
    }

    public long Tokens
    {
        get
        {
            Roll();
            return _tokens;
        }
    }

    /// <summary>The time until the next period begins.</summary>
    public TimeSpan Left
    {
        get
        {
            Roll();
            TimeSpan elapsed = _time.GetElapsedTime(_openedAt);
            TimeSpan byClock = EndOf(_begin) - _time.GetUtcNow();
            TimeSpan byElapsed = _leftAtOpening - elapsed;
            TimeSpan left = byClock > byElapsed ? byClock : byElapsed;
            return left < _period.Longest - elapsed ? left : _period.Longest - elapsed;
        }
    }

    private DateOnly Today => _period.BeginOf(QuotaPeriod.Today(_time));

    public void Add(long tokens)
    {
        Roll();
        _tokens += tokens;
    }

    /// <summary>Continues a stored period; an earlier one than the present is over.</summary>
    public void Restore(DateOnly day, long tokens)
    {
        DateOnly begin = _period.BeginOf(day);
        if (begin >= Begin)
        {
            Open(begin);
            _tokens = tokens;
        }
    }

    private void Roll()
    {
        TimeSpan elapsed = _time.GetElapsedTime(_openedAt);
        if ((Today > _begin && elapsed >= _leftAtOpening) || elapsed >= _period.Longest)
        {
            Open(Today);
        }
    }

    private void Open(DateOnly begin)
    {
        _begin = begin;
        _tokens = 0;
        _openedAt = _time.GetTimestamp();
        _leftAtOpening = EndOf(begin) - _time.GetUtcNow();
    }

    private DateTimeOffset EndOf(DateOnly begin) => QuotaPeriod.StartOf(_period.NextOf(begin), _time.LocalTimeZone);
}
