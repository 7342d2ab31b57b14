namespace QwenWebChat.App.Quotas;

/// <summary>A span of the calendar for which tokens are counted, in the server's time zone.</summary>
internal sealed record QuotaPeriod
{
    private QuotaPeriod(Func<DateOnly, DateOnly> beginOf, Func<DateOnly, DateOnly> nextOf, TimeSpan longest)
    {
        BeginOf = beginOf;
        NextOf = nextOf;
        Longest = longest;
    }

    // The end of daylight saving time makes them an hour longer.
    public static QuotaPeriod Day { get; } = new(day => day, day => day.AddDays(1), TimeSpan.FromHours(25));

    public static QuotaPeriod Month { get; } = new(day => new DateOnly(day.Year, day.Month, 1), day => day.AddMonths(1), new TimeSpan(31, 1, 0, 0));

    /// <summary>Returns the first day of the period that a day is in.</summary>
    public Func<DateOnly, DateOnly> BeginOf { get; }

    /// <summary>Returns the first day of the period after the one that begins on a day.</summary>
    public Func<DateOnly, DateOnly> NextOf { get; }

    /// <summary>The longest time that a period lasts.</summary>
    public TimeSpan Longest { get; }

    /// <summary>Returns the present day.</summary>
    public static DateOnly Today(TimeProvider time) => DateOnly.FromDateTime(time.GetLocalNow().DateTime);

    /// <summary>Returns the first moment of a day: midnight, or what daylight saving time makes of it.</summary>
    public static DateTimeOffset StartOf(DateOnly day, TimeZoneInfo zone)
    {
        const int MinutesOfAllShifts = 15;
        DateTime midnight = day.ToDateTime(TimeOnly.MinValue);
        while (zone.IsInvalidTime(midnight))
        {
            midnight = midnight.AddMinutes(MinutesOfAllShifts);
        }

        return new DateTimeOffset(midnight, zone.IsAmbiguousTime(midnight) ? zone.GetAmbiguousTimeOffsets(midnight).Max() : zone.GetUtcOffset(midnight));
    }
}
