using System.Threading.Channels;
using Microsoft.Extensions.Time.Testing;

namespace QwenWebChat.Tests.Monitoring.Alerts;

/// <summary>Time that the test moves, and that says when somebody begins to wait.</summary>
internal sealed class WatchedTime : FakeTimeProvider
{
    private readonly Channel<TimeSpan> _waits = Channel.CreateUnbounded<TimeSpan>();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        ITimer timer = base.CreateTimer(callback, state, dueTime, period);
        _waits.Writer.TryWrite(dueTime);
        return timer;
    }

    /// <summary>Moves on by a time as soon as somebody waits that long.</summary>
    public async Task PassAsync(TimeSpan wait)
    {
        while (await _waits.Reader.ReadAsync(TestContext.Current.CancellationToken) != wait)
        {
            // Another wait, which ends otherwise.
        }

        Advance(wait);
    }
}
