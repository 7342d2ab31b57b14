namespace QwenWebChat.Tests.Quotas;

/// <summary>A time of day that can be set, and a monotonic clock that only passes; timers never fire.</summary>
internal sealed class TwoClocks(DateTimeOffset now, TimeZoneInfo? zone = null) : TimeProvider
{
    private DateTimeOffset _now = now;
    private long _ticks = TimeSpan.TicksPerDay;

    public override TimeZoneInfo LocalTimeZone { get; } = zone ?? TimeZoneInfo.Utc;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => _now.ToUniversalTime();

    public override long GetTimestamp() => _ticks;

    /// <summary>Time passes on both clocks.</summary>
    public void Advance(TimeSpan time)
    {
        _now += time;
        _ticks += time.Ticks;
    }

    /// <summary>Sets the time of day.</summary>
    public void Jump(TimeSpan time) => _now += time;
}
