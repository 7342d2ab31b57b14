using System.Diagnostics.Metrics;

namespace QwenWebChat.App.Monitoring.Samples;

/// <summary>Listens to the engine's instruments: counts since the last sample, and latencies of the last minute.</summary>
internal sealed class EngineTally : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly Dictionary<string, Action<long, ReadOnlySpan<KeyValuePair<string, object?>>>> _counters;
    private readonly Dictionary<string, RollingSketch> _latencies;
    private readonly long[] _counts = new long[MetricSample.MetricCount];

    public EngineTally(Meter meter, TimeProvider time)
    {
        TimeToFirstToken = new RollingSketch(time);
        InterToken = new RollingSketch(time);
        EndToEnd = new RollingSketch(time);
        Queue = new RollingSketch(time);
        Prefill = new RollingSketch(time);
        Decode = new RollingSketch(time);
        _latencies = new()
        {
            ["vllm.time_to_first_token_seconds"] = TimeToFirstToken,
            ["vllm.inter_token_latency_seconds"] = InterToken,
            ["vllm.e2e_request_latency_seconds"] = EndToEnd,
            ["vllm.request_queue_time_seconds"] = Queue,
            ["vllm.request_prefill_time_seconds"] = Prefill,
            ["vllm.request_decode_time_seconds"] = Decode,
        };
        _counters = new()
        {
            ["qwenwebchat.prompt_tokens_computed"] = (count, _) => Add(Metric.PromptTokens, count),
            ["vllm.generation_tokens"] = (count, _) => Add(Metric.GenerationTokens, count),
            ["vllm.prefix_cache_queries"] = (count, _) => Add(Metric.PrefixQueries, count),
            ["vllm.prefix_cache_hits"] = (count, _) => Add(Metric.PrefixHits, count),
            ["vllm.num_preemptions"] = (count, _) => Add(Metric.Preemptions, count),
            ["qwenwebchat.requests_refused"] = (count, _) => Add(Metric.Refused, count),
            ["vllm.iteration_tokens_total"] = (count, _) => CountStep(count),
            ["vllm.request_success"] = CountEnd,
        };
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter == meter && (_counters.ContainsKey(instrument.Name) || _latencies.ContainsKey(instrument.Name)))
            {
                // Passes the target of an instrument as state, so that no measurement needs a lookup.
                listener.EnableMeasurementEvents(instrument, (object?)_counters.GetValueOrDefault(instrument.Name) ?? _latencies[instrument.Name]);
            }
        };
        _listener.SetMeasurementEventCallback<long>((_, value, tags, state) => ((Action<long, ReadOnlySpan<KeyValuePair<string, object?>>>)state!)(value, tags));
        _listener.SetMeasurementEventCallback<double>((_, value, _, state) => ((RollingSketch)state!).Add(value));
        _listener.Start();
    }

    public RollingSketch TimeToFirstToken { get; }

    public RollingSketch InterToken { get; }

    public RollingSketch EndToEnd { get; }

    public RollingSketch Queue { get; }

    public RollingSketch Prefill { get; }

    public RollingSketch Decode { get; }

    /// <summary>Returns the count since the last call and resets it.</summary>
    public long Take(Metric metric) => Interlocked.Exchange(ref _counts[(int)metric], 0);

    public void Dispose() => _listener.Dispose();

    private void CountStep(long tokens)
    {
        Add(Metric.Steps, 1);
        Add(Metric.StepTokens, tokens);
    }

    private void CountEnd(long count, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        Add(Metric.Ended, count);
        foreach (KeyValuePair<string, object?> tag in tags)
        {
            if (tag is { Key: "finished_reason", Value: "error" })
            {
                Add(Metric.Failed, count);
            }
        }
    }

    private void Add(Metric metric, long count) => Interlocked.Add(ref _counts[(int)metric], count);
}
