namespace QwenWebChat.App.Monitoring.Samples;

/// <summary>
/// A metric that is sampled every second. The entries below are the table of all metrics: the sampler, the history, the
/// database, the tiles of the dashboard and the exported gauges walk it, so that a new metric is one entry.
/// </summary>
public sealed class Metric
{
    private const string FirstToken = "vllm.time_to_first_token_seconds";
    private const string NextToken = "vllm.inter_token_latency_seconds";
    private const string WholeRequest = "vllm.e2e_request_latency_seconds";
    private const string EndedRequests = "vllm.request_success";
    private const string StepSizes = "vllm.iteration_tokens_total";

    // The warning levels of vLLM's dashboard.
    private const double Warning = 0.9;
    private const double Danger = 0.98;

    // Rates of one second fluctuate: tiles show tokens over five seconds and requests over a minute.
    private const int FiveSeconds = 5;
    private const int Minute = 60;
    private const int FiveMinutes = 300;

    // Must be before the entries, which add themselves to it. Tiles are shown in this order.
    private static readonly List<Metric> Table = [];

    /// <summary>Running requests.</summary>
    public static readonly Metric Running = Gauge("Running", input => input.Snapshot.RunningCount, new MetricTile(MetricUnit.Count, Color: "--qw-running"));

    /// <summary>Waiting requests.</summary>
    public static readonly Metric Waiting = Gauge("Waiting", input => input.Snapshot.WaitingCount, new MetricTile(MetricUnit.Count, Color: "--qw-waiting"));

    /// <summary>Requests that ended in the interval.</summary>
    public static readonly Metric Ended = Sum("Ended", EndedRequests, new MetricTile(MetricUnit.PerSecond, Minute));

    /// <summary>Prompt tokens that were computed in the interval.</summary>
    public static readonly Metric PromptTokens = Sum("PromptTokens", "qwenwebchat.prompt_tokens_computed", new MetricTile(MetricUnit.TokensPerSecond, FiveSeconds, "--qw-prefill"));

    /// <summary>Tokens that were generated in the interval.</summary>
    public static readonly Metric GenerationTokens = Sum("GenerationTokens", "vllm.generation_tokens", new MetricTile(MetricUnit.TokensPerSecond, FiveSeconds, "--qw-decode"));

    /// <summary>Seconds to the first token. All latencies are those of the last minute.</summary>
    public static readonly Metric TimeToFirstTokenP50 = Quantile("TimeToFirstTokenP50", FirstToken, 0.5);
    public static readonly Metric TimeToFirstTokenP90 = Quantile("TimeToFirstTokenP90", FirstToken, 0.9);
    public static readonly Metric TimeToFirstTokenP95 = Quantile("TimeToFirstTokenP95", FirstToken, 0.95, new MetricTile(MetricUnit.Seconds, Color: "--qw-p95"));
    public static readonly Metric TimeToFirstTokenP99 = Quantile("TimeToFirstTokenP99", FirstToken, 0.99);

    /// <summary>Seconds between two tokens.</summary>
    public static readonly Metric InterTokenP50 = Quantile("InterTokenP50", NextToken, 0.5);
    public static readonly Metric InterTokenP90 = Quantile("InterTokenP90", NextToken, 0.9);
    public static readonly Metric InterTokenP95 = Quantile("InterTokenP95", NextToken, 0.95, new MetricTile(MetricUnit.Seconds, Color: "--qw-p95"));
    public static readonly Metric InterTokenP99 = Quantile("InterTokenP99", NextToken, 0.99);

    /// <summary>Seconds from arrival to the end.</summary>
    public static readonly Metric EndToEndP50 = Quantile("EndToEndP50", WholeRequest, 0.5);
    public static readonly Metric EndToEndP90 = Quantile("EndToEndP90", WholeRequest, 0.9);
    public static readonly Metric EndToEndP95 = Quantile("EndToEndP95", WholeRequest, 0.95);
    public static readonly Metric EndToEndP99 = Quantile("EndToEndP99", WholeRequest, 0.99);

    /// <summary>Mean seconds of a phase, over the requests that ended in the last minute.</summary>
    public static readonly Metric QueueTime = Mean("QueueTime", "vllm.request_queue_time_seconds");
    public static readonly Metric PrefillTime = Mean("PrefillTime", "vllm.request_prefill_time_seconds");
    public static readonly Metric DecodeTime = Mean("DecodeTime", "vllm.request_decode_time_seconds");

    /// <summary>KV-cache tokens that requests hold.</summary>
    public static readonly Metric KvUsed = Gauge("KvUsed", input => input.Snapshot.UsedTokens);

    /// <summary>KV-cache tokens that no request holds and later prompts can reuse.</summary>
    public static readonly Metric KvCached = Gauge("KvCached", input => input.Snapshot.CachedTokens);

    /// <summary>KV-cache tokens that are unused.</summary>
    public static readonly Metric KvFree = Gauge("KvFree", input => input.Snapshot.CacheTokens - input.Snapshot.UsedTokens - input.Snapshot.CachedTokens);

    /// <summary>Share of the KV cache that requests hold, 0 to 1; null without a cache.</summary>
    public static readonly Metric KvShare = Derived("KvShare", sample => Ratio(sample[KvUsed], sample[KvUsed] + sample[KvCached] + sample[KvFree]),
        new MetricTile(MetricUnit.Share, Color: "--qw-kv-used") { Warning = Warning, Danger = Danger });

    /// <summary>Bytes of the model's device by part; the parts add up to all of it.</summary>
    public static readonly Metric MemoryWeights = Gauge("MemoryWeights", input => input.Memory.WeightBytes);
    public static readonly Metric MemoryKvUsed = Gauge("MemoryKvUsed", input => input.Memory.KvUsedBytes);
    public static readonly Metric MemoryKvCached = Gauge("MemoryKvCached", input => input.Memory.KvCachedBytes);
    public static readonly Metric MemoryKvFree = Gauge("MemoryKvFree", input => input.Memory.KvFreeBytes);
    public static readonly Metric MemoryActivations = Gauge("MemoryActivations", input => input.Memory.ActivationBytes);
    public static readonly Metric MemoryProcess = Gauge("MemoryProcess", input => input.Memory.ProcessRestBytes);
    public static readonly Metric MemoryOthers = Gauge("MemoryOthers", input => input.Memory.OtherProcessesBytes);
    public static readonly Metric MemoryFree = Gauge("MemoryFree", input => input.Memory.FreeBytes);

    private static readonly Metric[] MemoryParts =
        [MemoryWeights, MemoryKvUsed, MemoryKvCached, MemoryKvFree, MemoryActivations, MemoryProcess, MemoryOthers, MemoryFree];

    /// <summary>Bytes of the model's device.</summary>
    public static readonly Metric MemoryTotal = Derived("MemoryTotal", sample => MemoryParts.Sum(part => sample[part]) is > 0 and var bytes ? bytes : null);

    /// <summary>Share of the device's memory that is in use, 0 to 1.</summary>
    public static readonly Metric MemoryShare = Derived("MemoryShare", sample => 1 - Ratio(sample[MemoryFree], sample[MemoryTotal]),
        new MetricTile(MetricUnit.Share, Color: "--qw-weights") { Warning = Warning, Danger = Danger });

    /// <summary>Preemptions of requests in the interval.</summary>
    public static readonly Metric Preemptions = Sum("Preemptions", "vllm.num_preemptions", new MetricTile(MetricUnit.Count, FiveMinutes));

    /// <summary>Prompt tokens that were looked up in the prefix cache in the interval.</summary>
    public static readonly Metric PrefixQueries = Sum("PrefixQueries", "vllm.prefix_cache_queries");

    /// <summary>Prompt tokens that were found in the prefix cache in the interval.</summary>
    public static readonly Metric PrefixHits = Sum("PrefixHits", "vllm.prefix_cache_hits");

    /// <summary>Share of looked-up prompt tokens that were found, 0 to 1; null without lookups.</summary>
    public static readonly Metric PrefixHitShare = Derived("PrefixHitShare", sample => Ratio(sample[PrefixHits], sample[PrefixQueries]),
        new MetricTile(MetricUnit.Share, FiveMinutes, "--qw-kv-cached"));

    /// <summary>Drafted tokens that were generated in the interval; a part of <see cref="GenerationTokens"/>.</summary>
    public static readonly Metric AcceptedTokens = Sum("AcceptedTokens", "vllm.spec_decode_num_accepted_tokens");

    /// <summary>Requests that failed in the interval; a part of <see cref="Ended"/>.</summary>
    public static readonly Metric Failed = Sum("Failed", EndedRequests, count: (value, tags) => tags.Contains(new("finished_reason", "error")) ? value : 0);

    /// <summary>Requests that were rejected in the interval.</summary>
    public static readonly Metric Refused = Sum("Refused", "qwenwebchat.requests_refused");

    /// <summary>Requests that failed or were rejected in the interval.</summary>
    public static readonly Metric Errors = Derived("Errors", sample => sample[Failed] + sample[Refused], new MetricTile(MetricUnit.Count, FiveMinutes) { Danger = 1 });

    /// <summary>Steps in the interval.</summary>
    public static readonly Metric Steps = Sum("Steps", StepSizes, count: (_, _) => 1);

    /// <summary>Tokens computed in the steps of the interval.</summary>
    public static readonly Metric StepTokens = Sum("StepTokens", StepSizes);

    /// <summary>Mean number of tokens of a step; null without steps.</summary>
    public static readonly Metric StepSize = Derived("StepSize", sample => Ratio(sample[StepTokens], sample[Steps]));

    /// <summary>Share of all CPUs that this process uses, 0 to 1.</summary>
    public static readonly Metric ProcessCpu = Gauge("ProcessCpu", input => input.Host.ProcessCpu,
        exported: new("qwenwebchat.process_cpu_share", "Share of all CPUs that this process uses, 0 to 1."));

    /// <summary>Share of all CPUs that all processes use, 0 to 1.</summary>
    public static readonly Metric MachineCpu = Gauge("MachineCpu", input => input.Host.MachineCpu,
        exported: new("qwenwebchat.machine_cpu_share", "Share of all CPUs that all processes use, 0 to 1."));

    /// <summary>Threads of this process.</summary>
    public static readonly Metric Threads = Gauge("Threads", input => input.Host.ThreadCount);

    public static readonly Metric GpuUtilization = Gauge("GpuUtilization", input => input.Gpu?.Utilization,
        exported: new("qwenwebchat.gpu_utilization_share", "Share of the time in which a kernel ran on the GPU, 0 to 1."));

    public static readonly Metric GpuTemperature = Gauge("GpuTemperature", input => input.Gpu?.TemperatureCelsius,
        exported: new("qwenwebchat.gpu_temperature_celsius", "Temperature of the GPU."));

    public static readonly Metric GpuPower = Gauge("GpuPower", input => input.Gpu?.PowerWatts,
        exported: new("qwenwebchat.gpu_power_watts", "Power draw of the GPU."));

    public static readonly Metric GpuClock = Gauge("GpuClock", input => input.Gpu?.ClockMegahertz,
        exported: new("qwenwebchat.gpu_clock_megahertz", "Clock rate of the GPU's multiprocessors."));

    /// <summary>The metrics that are measured and stored; the others are derived from them.</summary>
    internal static readonly IReadOnlyList<Metric> Stored = [.. Table.Where(metric => metric.Derive is null)];

    private Metric(string name)
    {
        (Name, Index) = (name, Table.Count);
        Table.Add(this);
    }

    public static IReadOnlyList<Metric> All => Table;

    /// <summary>The name. The database stores it, so the name of a metric must not change.</summary>
    public string Name { get; }

    /// <summary>The tile on the dashboard; null for none.</summary>
    public MetricTile? Tile { get; private init; }

    /// <summary>The index in <see cref="All"/>.</summary>
    internal int Index { get; }

    /// <summary>The gauge that is exported; null for none.</summary>
    internal ExportedGauge? Exported { get; private init; }

    /// <summary>The engine's instrument that is measured; null for none.</summary>
    internal string? Instrument { get; private init; }

    /// <summary>Counts the measurements of the instrument. Counts are summed over time, other metrics are averaged.</summary>
    internal MeasurementCount? Count { get; private init; }

    /// <summary>Summarizes the latencies that the instrument measured in the last minute.</summary>
    internal Func<QuantileSketch, double?>? Summarize { get; private init; }

    /// <summary>Reads the current value.</summary>
    internal Func<SampleInput, double?>? Read { get; private init; }

    /// <summary>Computes the value from other metrics of a sample.</summary>
    internal Func<MetricSample, double?>? Derive { get; private init; }

    public override string ToString() => Name;

    private static Metric Gauge(string name, Func<SampleInput, double?> read, MetricTile? tile = null, ExportedGauge? exported = null) =>
        new(name) { Read = read, Tile = tile, Exported = exported };

    /// <param name="count">The amount that a measurement adds; null for its value.</param>
    private static Metric Sum(string name, string instrument, MetricTile? tile = null, MeasurementCount? count = null) =>
        new(name) { Instrument = instrument, Count = count ?? ((value, _) => value), Tile = tile };

    private static Metric Quantile(string name, string instrument, double share, MetricTile? tile = null) =>
        new(name) { Instrument = instrument, Summarize = sketch => sketch.Quantile(share), Tile = tile };

    private static Metric Mean(string name, string instrument) => new(name) { Instrument = instrument, Summarize = sketch => sketch.Mean };

    private static Metric Derived(string name, Func<MetricSample, double?> derive, MetricTile? tile = null) => new(name) { Derive = derive, Tile = tile };

    private static double? Ratio(double? part, double? whole) => whole > 0 ? part / whole : null;
}
