using Microsoft.Extensions.Options;
using QwenWebChat.App.Monitoring.History;
using QwenWebChat.App.Monitoring.Samples;
using QwenWebChat.Tests.Data;

namespace QwenWebChat.Tests.Monitoring.Samples;

/// <summary>A restart loses no past.</summary>
public sealed class MinuteStoreTests : IDisposable
{
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly TestDatabase _database = new();

    public void Dispose() => _database.Dispose();

    [Fact]
    public async Task Minutes_Kept_ComeBackInOrderWithTheirFigures()
    {
        MinuteStore store = new(_database, Options.Create(new HistoryOptions { RetentionDays = 1 }));
        await store.AddAsync(Minute(2, running: 5), TestDatabase.Cancellation);
        await store.AddAsync(Minute(1, running: 3), TestDatabase.Cancellation);
        // As after a clock that was set back.
        await store.AddAsync(Minute(2, running: 9), TestDatabase.Cancellation);

        IReadOnlyList<MetricSample> back = await new MinuteStore(_database, Options.Create(new HistoryOptions { RetentionDays = 1 })).ListAsync(Start, Start.AddHours(1), TestDatabase.Cancellation);

        Assert.Equal([(Start.AddMinutes(1), 3.0), (Start.AddMinutes(2), 5.0)], back.Select(sample => (sample.At, sample[Metric.Running]!.Value)));
        Assert.All(back, sample => Assert.Equal((TimeSpan.FromMinutes(1), 0.012, null), (sample.Duration, sample[Metric.InterTokenP95], sample[Metric.GpuPower])));
        Assert.Empty(await store.ListAsync(Start.AddHours(-2), Start.AddHours(-1), TestDatabase.Cancellation));
        Assert.Single(await store.ListAsync(Start.AddMinutes(1), Start.AddHours(1), TestDatabase.Cancellation));
    }

    [Fact]
    public async Task Minutes_OlderThanTheRetention_AreForgotten()
    {
        MinuteStore store = new(_database, Options.Create(new HistoryOptions { RetentionDays = 1 }));
        await store.AddAsync(Minute(0, running: 1), TestDatabase.Cancellation);
        await store.AddAsync(Minute(60, running: 2), TestDatabase.Cancellation);
        await store.AddAsync(Minute((24 * 60) + 1, running: 3), TestDatabase.Cancellation);

        Assert.Equal([2.0, 3.0], (await store.ListAsync(Start.AddDays(-1), Start.AddDays(2), TestDatabase.Cancellation)).Select(sample => sample[Metric.Running]!.Value));
    }

    // A sampler ends a minute with the last sample in it, which comes a little before or at its end.
    private static MetricSample Minute(int number, double running) =>
        new(Start.AddMinutes(number).AddMilliseconds(-400), TimeSpan.FromSeconds(60)) { [Metric.Running] = running, [Metric.InterTokenP95] = 0.012 };
}
