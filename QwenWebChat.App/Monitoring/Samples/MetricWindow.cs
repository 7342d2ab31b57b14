namespace QwenWebChat.App.Monitoring.Samples;

/// <summary>The time range and the resolution of a chart.</summary>
/// <param name="Length">The length of the range, back from now.</param>
/// <param name="Step">The time between two points.</param>
internal sealed record MetricWindow(TimeSpan Length, TimeSpan Step)
{
    public static readonly MetricWindow Minutes = new(TimeSpan.FromMinutes(5), TimeSpan.FromSeconds(1));

    public static readonly MetricWindow Hour = new(TimeSpan.FromHours(1), TimeSpan.FromSeconds(10));

    public static readonly MetricWindow Day = new(TimeSpan.FromHours(24), TimeSpan.FromMinutes(1));

    public static readonly IReadOnlyList<MetricWindow> All = [Minutes, Hour, Day];
}
