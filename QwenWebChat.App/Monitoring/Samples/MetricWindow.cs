namespace QwenWebChat.App.Monitoring.Samples;

/// <summary>A stretch of time that the charts show, and how finely.</summary>
/// <param name="Length">Back from now.</param>
/// <param name="Step">Between two points.</param>
internal sealed record MetricWindow(TimeSpan Length, TimeSpan Step)
{
    public static readonly MetricWindow Minutes = new(TimeSpan.FromMinutes(5), TimeSpan.FromSeconds(1));

    public static readonly MetricWindow Hour = new(TimeSpan.FromHours(1), TimeSpan.FromSeconds(10));

    public static readonly MetricWindow Day = new(TimeSpan.FromHours(24), TimeSpan.FromMinutes(1));

    public static readonly IReadOnlyList<MetricWindow> All = [Minutes, Hour, Day];
}
