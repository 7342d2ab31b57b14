using System.Diagnostics.Metrics;

namespace QwenWebChat.Inference.Metrics;

/// <summary>
/// The engine's metrics, with the names and meanings of vLLM's metrics; a dot replaces the colon, which instrument
/// names cannot contain. Times are seconds of a monotonic clock. Recording allocates no memory.
/// </summary>
public sealed class EngineMetrics : IDisposable
{
    public const string MeterName = "QwenWebChat.Inference";

    private static readonly Dictionary<FinishReason, KeyValuePair<string, object?>> FinishReasons = Enum.GetValues<FinishReason>()
        .ToDictionary(reason => reason, reason => new KeyValuePair<string, object?>("finished_reason", reason.ToString().ToLowerInvariant()));

    private static readonly Dictionary<QuotaLimit, KeyValuePair<string, object?>> Limits = new()
    {
        [QuotaLimit.TokensPerDay] = new("limit", "tokens_per_day"),
        [QuotaLimit.TokensPerMonth] = new("limit", "tokens_per_month"),
        [QuotaLimit.RequestsPerMinute] = new("limit", "requests_per_minute"),
        [QuotaLimit.RequestsAtOnce] = new("limit", "requests_at_once"),
        [QuotaLimit.PromptTokens] = new("limit", "prompt_tokens"),
    };

    private readonly Meter _meter;
    private readonly Counter<long> _prefixQueries;
    private readonly Counter<long> _prefixHits;
    private readonly Counter<long> _preemptions;
    private readonly Counter<long> _promptTokens;
    private readonly Counter<long> _computedPromptTokens;
    private readonly Counter<long> _generationTokens;
    private readonly Counter<long> _drafts;
    private readonly Counter<long> _draftTokens;
    private readonly Counter<long> _acceptedTokens;
    private readonly Counter<long> _ended;
    private readonly Counter<long> _refused;
    private readonly Counter<long> _quotaRefusals;
    private readonly Histogram<long> _stepTokens;
    private readonly Histogram<long> _requestPromptTokens;
    private readonly Histogram<long> _requestGenerationTokens;
    private readonly Histogram<double> _timeToFirstToken;
    private readonly Histogram<double> _interToken;
    private readonly Histogram<double> _perOutputToken;
    private readonly Histogram<double> _endToEnd;
    private readonly Histogram<double> _queue;
    private readonly Histogram<double> _prefill;
    private readonly Histogram<double> _decode;
    private readonly Histogram<double> _inference;
    private volatile CacheDescription? _cache;
    private KeyValuePair<string, object?> _model = new("model_name", "");

    /// <param name="snapshot">Returns the engine's state whenever a gauge is read.</param>
    internal EngineMetrics(Func<EngineSnapshot> snapshot)
    {
        _meter = new Meter(MeterName);
        _meter.CreateObservableGauge("vllm.num_requests_running", () => Of(snapshot().RunningCount), description: "Number of running requests.");
        _meter.CreateObservableGauge("vllm.num_requests_waiting", () => Of(snapshot().WaitingCount), description: "Number of waiting requests.");
        _meter.CreateObservableGauge("vllm.kv_cache_usage_perc", () => Of(snapshot().CacheShare), description: "Share of the KV cache that running requests use, 0 to 1.");
        _meter.CreateObservableGauge("vllm.cache_config_info", DescribeCache, description: "Configuration of the KV cache.");
        _prefixQueries = _meter.CreateCounter<long>("vllm.prefix_cache_queries", description: "Number of prompt tokens that were looked up in the prefix cache.");
        _prefixHits = _meter.CreateCounter<long>("vllm.prefix_cache_hits", description: "Number of prompt tokens that were found in the prefix cache.");
        _preemptions = _meter.CreateCounter<long>("vllm.num_preemptions", description: "Number of preemptions: a running request released its KV-cache blocks to others.");
        _promptTokens = _meter.CreateCounter<long>("vllm.prompt_tokens", description: "Number of prompt tokens of requests that reached their first token, including cached ones.");
        _computedPromptTokens = _meter.CreateCounter<long>("qwenwebchat.prompt_tokens_computed", description: "Number of prompt tokens that were computed, including those computed again after a preemption.");
        _generationTokens = _meter.CreateCounter<long>("vllm.generation_tokens", description: "Number of generated tokens.");
        _drafts = _meter.CreateCounter<long>("vllm.spec_decode_num_drafts", description: "Number of drafts of speculative decoding.");
        _draftTokens = _meter.CreateCounter<long>("vllm.spec_decode_num_draft_tokens", description: "Number of drafted tokens.");
        _acceptedTokens = _meter.CreateCounter<long>("vllm.spec_decode_num_accepted_tokens", description: "Number of drafted tokens that were generated.");
        _ended = _meter.CreateCounter<long>("vllm.request_success", description: "Number of ended requests by finish reason.");
        _refused = _meter.CreateCounter<long>("qwenwebchat.requests_refused", description: "Number of rejected requests: too many requests were waiting, or no model was loaded.");
        _quotaRefusals = _meter.CreateCounter<long>("qwenwebchat.quota_refusals", description: "Number of requests that a limit of their account or key refused, by limit.");
        _stepTokens = _meter.CreateHistogram<long>("vllm.iteration_tokens_total", description: "Number of tokens computed in a step.");
        _requestPromptTokens = _meter.CreateHistogram<long>("vllm.request_prompt_tokens", description: "Number of prompt tokens of a request.");
        _requestGenerationTokens = _meter.CreateHistogram<long>("vllm.request_generation_tokens", description: "Number of generated tokens of a request.");
        _timeToFirstToken = Seconds("vllm.time_to_first_token_seconds", "Time to first token: from the arrival of a request to its first token.");
        _interToken = Seconds("vllm.inter_token_latency_seconds", "Inter-token latency: time from one token to the next.");
        _perOutputToken = Seconds("vllm.request_time_per_output_token_seconds", "Mean time per output token of a request, after the first.");
        _endToEnd = Seconds("vllm.e2e_request_latency_seconds", "End-to-end latency: from the arrival of a request to its end.");
        _queue = Seconds("vllm.request_queue_time_seconds", "Queue time: from the arrival of a request to its first step.");
        _prefill = Seconds("vllm.request_prefill_time_seconds", "Prefill time: from the first step of a request to its first token.");
        _decode = Seconds("vllm.request_decode_time_seconds", "Decode time: from the first token of a request to its last.");
        _inference = Seconds("vllm.request_inference_time_seconds", "Inference time: from the first step of a request to its last token.");
    }

    /// <summary>The meter; one for each engine, so that listeners can distinguish engines.</summary>
    internal Meter Meter => _meter;

    public void Dispose() => _meter.Dispose();

    /// <summary>Sets the model that serves from now on; null for none.</summary>
    internal void Serve(string? model, CacheDescription? cache)
    {
        _model = new KeyValuePair<string, object?>("model_name", model ?? "");
        _cache = cache;
        if (model is not null)
        {
            // A counter that was never incremented is missing in the export, and a dashboard shows nothing instead of
            // 0.
            foreach (Counter<long> counter in new[] { _prefixQueries, _prefixHits, _preemptions, _promptTokens, _computedPromptTokens, _generationTokens, _drafts, _draftTokens, _acceptedTokens, _refused })
            {
                counter.Add(0, _model);
            }

            foreach (KeyValuePair<string, object?> reason in FinishReasons.Values)
            {
                _ended.Add(0, _model, reason);
            }

            foreach (KeyValuePair<string, object?> limit in Limits.Values)
            {
                _quotaRefusals.Add(0, _model, limit);
            }
        }
    }

    internal void Preempted(int count) => Add(_preemptions, count);

    internal void StepEnded(int promptTokens, int generationTokens, int preemptionCount)
    {
        _stepTokens.Record(promptTokens + generationTokens, _model);
        Add(_computedPromptTokens, promptTokens);
        Preempted(preemptionCount);
    }

    internal void DraftVerified(int draftedTokens, int acceptedTokens)
    {
        Add(_drafts, 1);
        Add(_draftTokens, draftedTokens);
        Add(_acceptedTokens, acceptedTokens);
    }

    internal void PrefixesLookedUp(long queriedTokens, long hitTokens)
    {
        Add(_prefixQueries, queriedTokens);
        Add(_prefixHits, hitTokens);
    }

    /// <param name="promptTokens">The number of prompt tokens.</param>
    /// <param name="sinceArrival">The time since the request's arrival.</param>
    internal void FirstTokenCame(int promptTokens, TimeSpan sinceArrival)
    {
        _promptTokens.Add(promptTokens, _model);
        _generationTokens.Add(1, _model);
        _timeToFirstToken.Record(sinceArrival.TotalSeconds, _model);
    }

    /// <param name="sinceLast">The time since the previous token.</param>
    internal void TokenCame(TimeSpan sinceLast)
    {
        _generationTokens.Add(1, _model);
        _interToken.Record(sinceLast.TotalSeconds, _model);
    }

    internal void RequestEnded(RequestRecord record)
    {
        _ended.Add(1, _model, FinishReasons[record.FinishReason!.Value]);
        _requestPromptTokens.Record(record.PromptTokens, _model);
        _requestGenerationTokens.Record(record.NewTokens, _model);
        _endToEnd.Record(record.EndToEnd.TotalSeconds, _model);
        _queue.Record((record.Queue ?? record.EndToEnd).TotalSeconds, _model);
        if (record is { Prefill: { } prefill, Decode: { } decode })
        {
            _prefill.Record(prefill.TotalSeconds, _model);
            _decode.Record(decode.TotalSeconds, _model);
            _inference.Record((prefill + decode).TotalSeconds, _model);
            if (record.NewTokens > 1)
            {
                _perOutputToken.Record(decode.TotalSeconds / (record.NewTokens - 1), _model);
            }
        }
    }

    internal void RequestRefused() => _refused.Add(1, _model);

    internal void QuotaRefused(QuotaLimit limit) => _quotaRefusals.Add(1, _model, Limits[limit]);

    private Histogram<double> Seconds(string name, string description) => _meter.CreateHistogram<double>(name, description: description);

    private void Add(Counter<long> counter, long count)
    {
        if (count > 0)
        {
            counter.Add(count, _model);
        }
    }

    private Measurement<double> Of(double value) => new(value, _model);

    private IEnumerable<Measurement<int>> DescribeCache() => _cache is not { } cache ? []
        : [new Measurement<int>(1, _model, new("block_size", cache.BlockTokens), new("num_gpu_blocks", cache.BlockCount), new("cache_dtype", cache.Format), new("device", cache.Device))];
}
