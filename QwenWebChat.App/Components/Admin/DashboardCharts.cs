using QwenWebChat.App.Components.Admin.Parts;
using QwenWebChat.App.Monitoring.Samples;

namespace QwenWebChat.App.Components.Admin;

/// <summary>The charts of the dashboard.</summary>
internal static class DashboardCharts
{
    /// <summary>The latencies, of which the user selects one for the latency chart.</summary>
    public static readonly IReadOnlyList<ChartPlan> Latencies =
    [
        Latency("TimeToFirstToken", Metric.TimeToFirstTokenP50, Metric.TimeToFirstTokenP90, Metric.TimeToFirstTokenP95, Metric.TimeToFirstTokenP99),
        Latency("InterToken", Metric.InterTokenP50, Metric.InterTokenP90, Metric.InterTokenP95, Metric.InterTokenP99),
        Latency("EndToEnd", Metric.EndToEndP50, Metric.EndToEndP90, Metric.EndToEndP95, Metric.EndToEndP99),
    ];

    public static readonly ChartPlan Memory = new("Memory", MetricUnit.Bytes,
    [
        Stacked(Metric.MemoryWeights, "--qw-weights"),
        Stacked(Metric.MemoryKvUsed, "--qw-kv-used"),
        Stacked(Metric.MemoryKvCached, "--qw-kv-cached"),
        Stacked(Metric.MemoryKvFree, "--qw-kv-idle"),
        Stacked(Metric.MemoryActivations, "--qw-activations"),
        Stacked(Metric.MemoryProcess, "--qw-reserve"),
        Stacked(Metric.MemoryOthers, "--qw-other"),
    ]);

    public static readonly ChartPlan Kv = new("Kv", MetricUnit.Tokens,
    [
        Stacked(Metric.KvUsed, "--qw-kv-used"),
        Stacked(Metric.KvCached, "--qw-kv-cached"),
        Stacked(Metric.KvFree, "--qw-kv-idle"),
    ]);

    public static readonly ChartPlan Throughput = new("Throughput", MetricUnit.TokensPerSecond,
    [
        Rate(Metric.PromptTokens, "--qw-prefill"),
        Rate(Metric.GenerationTokens, "--qw-decode"),
        Rate(Metric.AcceptedTokens, "--qw-activations"),
    ]);

    public static readonly ChartPlan Phases = new("Phases", MetricUnit.Seconds,
    [
        Stacked(Metric.QueueTime, "--qw-queue"),
        Stacked(Metric.PrefillTime, "--qw-prefill"),
        Stacked(Metric.DecodeTime, "--qw-decode"),
    ]);

    public static readonly ChartPlan Line = new("Line", MetricUnit.Count,
    [
        Single(Metric.Running, "--qw-running"),
        Single(Metric.Waiting, "--qw-waiting"),
    ]);

    public static readonly ChartPlan Batch = new("Batch", MetricUnit.Tokens, [Single(Metric.StepSize, "--qw-weights")]);

    public static readonly ChartPlan Cpu = new("Cpu", MetricUnit.Share,
    [
        Single(Metric.ProcessCpu, "--qw-p50"),
        Single(Metric.MachineCpu, "--qw-waiting"),
        Single(Metric.GpuUtilization, "--qw-decode"),
    ]);

    private static ChartPlan Latency(string key, Metric p50, Metric p90, Metric p95, Metric p99) => new(key, MetricUnit.Seconds,
    [
        new("P50", "--qw-p50", sample => sample[p50]),
        new("P90", "--qw-p90", sample => sample[p90]),
        new("P95", "--qw-p95", sample => sample[p95]),
        new("P99", "--qw-p99", sample => sample[p99]),
    ]);

    private static PlannedSeries Single(Metric metric, string color) => new(metric.Name, color, sample => sample[metric]);

    private static PlannedSeries Rate(Metric metric, string color) => new(metric.Name, color, sample => sample.PerSecond(metric));

    private static PlannedSeries Stacked(Metric metric, string color) => new(metric.Name, color, sample => sample[metric], IsStacked: true);
}
