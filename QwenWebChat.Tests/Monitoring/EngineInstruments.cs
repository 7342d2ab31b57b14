using System.Diagnostics.Metrics;
using QwenWebChat.App.Monitoring;

namespace QwenWebChat.Tests.Monitoring;

/// <summary>The instruments of an engine that serves a model, each with something in it.</summary>
internal sealed class EngineInstruments : IDisposable
{
    private const string Description = "Measured by a test.";

    private readonly Meter _engine = new(MeterNames.Engine);
    private readonly Meter _app = new(MeterNames.App);

    public EngineInstruments(string model)
    {
        KeyValuePair<string, object?> name = new("model_name", model);
        foreach (string gauge in (string[])["num_requests_running", "num_requests_waiting", "kv_cache_usage_perc"])
        {
            _engine.CreateObservableGauge($"vllm.{gauge}", () => new Measurement<double>(0.5, name), null, Description);
        }

        _engine.CreateObservableGauge("vllm.cache_config_info", () => new Measurement<int>(1, name, new("block_size", "16")), null, Description);
        foreach (string counter in (string[])["prefix_cache_queries", "prefix_cache_hits", "num_preemptions", "prompt_tokens", "generation_tokens"])
        {
            Counters.Add(_engine.CreateCounter<long>($"vllm.{counter}", null, Description));
        }

        Successes = _engine.CreateCounter<long>("vllm.request_success", null, Description);
        foreach (string histogram in VllmBuckets.ByInstrument.Keys)
        {
            Histograms.Add(_engine.CreateHistogram<double>(histogram, null, Description));
        }

        _app.CreateObservableGauge("qwenwebchat.memory_bytes", () => new Measurement<long>(1_000, new KeyValuePair<string, object?>("part", "weights")), null, Description);
        Model = name;
    }

    /// <summary>The label that all have.</summary>
    public KeyValuePair<string, object?> Model { get; }

    private List<Counter<long>> Counters { get; } = [];

    private Counter<long> Successes { get; }

    private List<Histogram<double>> Histograms { get; } = [];

    /// <summary>Measures a request. What nobody listens to yet is lost: the app must run by then.</summary>
    public void Measure()
    {
        foreach (string reason in (string[])["stop", "length", "abort", "error"])
        {
            Successes.Add(1, Model, new("finished_reason", reason));
        }

        foreach (Counter<long> counter in Counters)
        {
            counter.Add(3, Model);
        }

        foreach (Histogram<double> histogram in Histograms)
        {
            histogram.Record(0.3, Model);
        }
    }

    public void Dispose()
    {
        _engine.Dispose();
        _app.Dispose();
    }
}
