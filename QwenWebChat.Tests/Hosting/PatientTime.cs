namespace QwenWebChat.Tests.Hosting;

/// <summary>
/// The system's time, in which waits from two seconds to a minute take a hundred times as long: on a busy machine no request
/// runs into a limit of the APIs, after which its answer has another form.
/// </summary>
internal sealed class PatientTime : TimeProvider
{
    private const int Factor = 100;

    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(1);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        base.CreateTimer(callback, state, dueTime >= Shortest && dueTime <= Longest ? Factor * dueTime : dueTime, period);
}
