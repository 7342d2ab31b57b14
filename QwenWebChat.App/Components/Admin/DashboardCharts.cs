using QwenWebChat.App.Components.Admin.Parts;
using QwenWebChat.App.Monitoring.Samples;

namespace QwenWebChat.App.Components.Admin;

/// <summary>The charts of the dashboard.</summary>
internal static class DashboardCharts
{
    /// <summary>The latencies, of which the user selects one for the latency chart.</summary>
    public static readonly IReadOnlyList<ChartPlan> Latencies =
    [
        Latency("TimeToFirstToken", Metric.TimeToFirstTokenP50),
        Latency("InterToken", Metric.InterTokenP50),
        Latency("EndToEnd", Metric.EndToEndP50),
    ];

    public static readonly ChartPlan Memory = new("Memory", ChartUnit.Bytes,
    [
        Stacked(Metric.MemoryWeights, "--qw-weights"),
        Stacked(Metric.MemoryKvUsed, "--qw-kv-used"),
        Stacked(Metric.MemoryKvCached, "--qw-kv-cached"),
        Stacked(Metric.MemoryKvFree, "--qw-kv-idle"),
        Stacked(Metric.MemoryActivations, "--qw-activations"),
        Stacked(Metric.MemoryProcess, "--qw-reserve"),
        Stacked(Metric.MemoryOthers, "--qw-other"),
    ]);

    public static readonly ChartPlan Kv = new("Kv", ChartUnit.Tokens,
    [
        Stacked(Metric.KvUsed, "--qw-kv-used"),
        Stacked(Metric.KvCached, "--qw-kv-cached"),
        Stacked(Metric.KvFree, "--qw-kv-idle"),
    ]);

    public static readonly ChartPlan Throughput = new("Throughput", ChartUnit.TokensPerSecond,
    [
        new("PromptTokens", "--qw-prefill", sample => sample.PerSecond(Metric.PromptTokens)),
        new("GenerationTokens", "--qw-decode", sample => sample.PerSecond(Metric.GenerationTokens)),
    ]);

    public static readonly ChartPlan Phases = new("Phases", ChartUnit.Seconds,
    [
        Stacked(Metric.QueueTime, "--qw-queue"),
        Stacked(Metric.PrefillTime, "--qw-prefill"),
        Stacked(Metric.DecodeTime, "--qw-decode"),
    ]);

    public static readonly ChartPlan Line = new("Line", ChartUnit.Count,
    [
        new("Running", "--qw-running", sample => sample[Metric.Running]),
        new("Waiting", "--qw-waiting", sample => sample[Metric.Waiting]),
    ]);

    public static readonly ChartPlan Batch = new("Batch", ChartUnit.Tokens, [new("StepSize", "--qw-weights", sample => sample.StepSize)]);

    public static readonly ChartPlan Cpu = new("Cpu", ChartUnit.Share,
    [
        new("ProcessCpu", "--qw-p50", sample => sample[Metric.ProcessCpu]),
        new("MachineCpu", "--qw-waiting", sample => sample[Metric.MachineCpu]),
        new("GpuUtilization", "--qw-decode", sample => sample[Metric.GpuUtilization]),
    ]);

    private static ChartPlan Latency(string key, Metric first) => new(key, ChartUnit.Seconds,
    [
        new("P50", "--qw-p50", sample => sample[first]),
        new("P90", "--qw-p90", sample => sample[first + 1]),
        new("P95", "--qw-p95", sample => sample[first + 2]),
        new("P99", "--qw-p99", sample => sample[first + 3]),
    ]);

    private static PlannedSeries Stacked(Metric metric, string color) => new(metric.ToString(), color, sample => sample[metric], IsStacked: true);
}
