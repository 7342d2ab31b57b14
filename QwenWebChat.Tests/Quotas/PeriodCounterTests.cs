using System.Globalization;
using QwenWebChat.App.Quotas;

namespace QwenWebChat.Tests.Quotas;

/// <summary>When a day and a month begin, whatever the clock does.</summary>
public sealed class PeriodCounterTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 10, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Tokens_NextDay_BeginAtZero()
    {
        TwoClocks time = new(Noon);
        PeriodCounter day = new(QuotaPeriod.Day, time);
        day.Add(5);

        time.Advance(TimeSpan.FromHours(12) - TimeSpan.FromTicks(1));
        Assert.Equal((5L, TimeSpan.FromTicks(1)), (day.Tokens, day.Left));
        time.Advance(TimeSpan.FromTicks(1));
        Assert.Equal((0L, new DateOnly(2026, 3, 11), TimeSpan.FromDays(1)), (day.Tokens, day.Begin, day.Left));
    }

    [Fact]
    public void Tokens_AfterMonthsOfRest_BeginAtZeroInThePresentMonth()
    {
        TwoClocks time = new(Noon);
        PeriodCounter month = new(QuotaPeriod.Month, time);
        month.Add(5);

        time.Advance(TimeSpan.FromDays(100));

        Assert.Equal((0L, new DateOnly(2026, 6, 1)), (month.Tokens, month.Begin));
    }

    /// <summary>The day of the change has 23 or 25 hours; in some countries the change is at midnight, as in Lebanon and Cuba.</summary>
    [Theory]
    [InlineData(1, 2, 3, "2026-03-29T00:30:00+01:00", 22.5)]
    [InlineData(1, 2, 3, "2026-10-25T00:30:00+02:00", 24.5)]
    [InlineData(2, 0, 0, "2026-03-28T23:00:00+02:00", 1)]
    [InlineData(2, 0, 0, "2026-10-24T23:30:00+03:00", 1.5)]
    [InlineData(-5, 0, 1, "2026-10-24T23:00:00-04:00", 1)]
    [InlineData(-5, 0, 1, "2026-10-25T00:30:00-04:00", 24.5)]
    public void Left_DaylightSavingChanges_IsTheTimeToTheFirstMomentOfTheNextDay(int offset, int start, int end, string now, double hours)
    {
        TwoClocks time = new(DateTimeOffset.Parse(now, CultureInfo.InvariantCulture), Zone(offset, start, end));
        PeriodCounter day = new(QuotaPeriod.Day, time);
        DateOnly begin = day.Begin;
        day.Add(5);

        Assert.Equal(TimeSpan.FromHours(hours), day.Left);
        time.Advance(TimeSpan.FromHours(hours) - TimeSpan.FromTicks(1));
        Assert.Equal((5L, begin), (day.Tokens, day.Begin));
        time.Advance(TimeSpan.FromTicks(1));
        Assert.Equal((0L, begin.AddDays(1)), (day.Tokens, day.Begin));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(24)]
    [InlineData(24 * 400)]
    public void Tokens_ClockSetForth_RemainUntilTheDayHasPassed(int hours)
    {
        TwoClocks time = new(Noon);
        PeriodCounter day = new(QuotaPeriod.Day, time);
        day.Add(5);
        time.Jump(TimeSpan.FromHours(hours));

        Assert.Equal((5L, TimeSpan.FromHours(12)), (day.Tokens, day.Left));
        time.Advance(TimeSpan.FromHours(12) - TimeSpan.FromTicks(1));
        Assert.Equal(5, day.Tokens);
        time.Advance(TimeSpan.FromTicks(1));
        Assert.Equal(0, day.Tokens);
    }

    [Theory]
    [InlineData(3, 15)]
    [InlineData(24 * 400, 25)]
    public void Tokens_ClockSetBack_RemainUntilTheDayEndsAgainOrAWholeDayHasPassed(int hours, int passing)
    {
        TwoClocks time = new(Noon);
        PeriodCounter day = new(QuotaPeriod.Day, time);
        day.Add(5);
        time.Jump(TimeSpan.FromHours(-hours));

        Assert.Equal((5L, TimeSpan.FromHours(passing)), (day.Tokens, day.Left));
        time.Advance(TimeSpan.FromHours(passing) - TimeSpan.FromTicks(1));
        Assert.Equal(5, day.Tokens);
        time.Advance(TimeSpan.FromTicks(1));
        Assert.Equal(0, day.Tokens);
    }

    [Fact]
    public void Tokens_ClockSetForthAndBack_AreOneQuotaADay()
    {
        TwoClocks time = new(Noon);
        PeriodCounter day = new(QuotaPeriod.Day, time);
        int openings = 0;
        for (int hour = 0; hour < 10 * 24; hour++)
        {
            openings += day.Tokens == 0 ? 1 : 0;
            day.Add(1);
            time.Jump(TimeSpan.FromHours(hour % 2 == 0 ? 30 : -30));
            time.Advance(TimeSpan.FromHours(1));
        }

        // Ten days have passed since the first.
        Assert.InRange(openings, 9, 11);
    }

    [Fact]
    public void Restore_ClockSetBackWhileStopped_CountsOn()
    {
        TwoClocks time = new(Noon);
        PeriodCounter day = new(QuotaPeriod.Day, time);
        PeriodCounter month = new(QuotaPeriod.Month, time);

        day.Restore(new DateOnly(2026, 3, 12), 7);
        month.Restore(new DateOnly(2026, 4, 2), 9);

        Assert.Equal((7L, 9L), (day.Tokens, month.Tokens));
        time.Advance(TimeSpan.FromHours(25));
        Assert.Equal((0L, 9L), (day.Tokens, month.Tokens));
        time.Advance(TimeSpan.FromDays(30));
        Assert.Equal(0, month.Tokens);
    }

    [Fact]
    public void Restore_EarlierPeriod_IsOver()
    {
        TwoClocks time = new(Noon);
        PeriodCounter day = new(QuotaPeriod.Day, time);

        day.Restore(new DateOnly(2026, 3, 9), 7);

        Assert.Equal(0, day.Tokens);
    }

    // Clocks are set forth on the last Sunday of March and back on the last Sunday of October.
    private static TimeZoneInfo Zone(int offset, int startHour, int endHour) => TimeZoneInfo.CreateCustomTimeZone("test", TimeSpan.FromHours(offset), "test", "test", "test",
    [
        TimeZoneInfo.AdjustmentRule.CreateAdjustmentRule(
            DateTime.MinValue.Date, DateTime.MaxValue.Date, TimeSpan.FromHours(1), LastSundayOf(3, startHour), LastSundayOf(10, endHour)),
    ]);

    private static TimeZoneInfo.TransitionTime LastSundayOf(int month, int hour) =>
        TimeZoneInfo.TransitionTime.CreateFloatingDateRule(new DateTime(1, 1, 1, hour, 0, 0), month, 5, DayOfWeek.Sunday);
}
