using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using QwenWebChat.App.Monitoring;
using QwenWebChat.App.Monitoring.Devices;
using QwenWebChat.App.Monitoring.Samples;
using QwenWebChat.Inference.Engine;
using QwenWebChat.Inference.Metrics;

namespace QwenWebChat.Benchmarks.Measuring;

/// <summary>Measures the engine's cost of metrics: its instruments with the dashboard and Prometheus listening.</summary>
internal static class MetricsBenchmark
{
    private const int Rounds = 1_000_000;
    private const int SampleRounds = 1_000;

    /// <summary>Returns the seconds for a token, the additional seconds for a step, and the bytes that both allocate.</summary>
    public static (double Token, double Step, long AllocatedBytes) Measure()
    {
        using EngineMetrics metrics = new(() => new EngineSnapshot());
        using EngineTally tally = new(metrics.Meter, TimeProvider.System);
        using MeterProvider provider = Sdk.CreateMeterProviderBuilder().AddMeter(EngineMetrics.MeterName).AddReader(new BaseExportingMetricReader(new NoExporter())).Build();
        metrics.Serve("model", null);
        Run(metrics, isToken: true);
        Run(metrics, isToken: false);
        long before = GC.GetAllocatedBytesForCurrentThread();
        double token = Run(metrics, isToken: true);
        double step = Run(metrics, isToken: false);
        return (token, step, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    /// <summary>Returns the seconds of one dashboard sample, which is taken every second, for an idle engine.</summary>
    public static double MeasureSample()
    {
        using InferenceEngine engine = new(new EngineOptions(), TimeProvider.System, NullLogger<InferenceEngine>.Instance);
        using SampleReader reader = new(new EngineMonitor(engine), Nvml.Open(), new HostReader(TimeProvider.System).Read, TimeProvider.System);
        MetricHistory history = new();
        for (int i = 0; i < SampleRounds / 10; i++)
        {
            history.Add(reader.Read().Sample);
        }

        long begun = Stopwatch.GetTimestamp();
        for (int i = 0; i < SampleRounds; i++)
        {
            history.Add(reader.Read().Sample);
        }

        return Stopwatch.GetElapsedTime(begun).TotalSeconds / SampleRounds;
    }

    private static double Run(EngineMetrics metrics, bool isToken)
    {
        long begun = Stopwatch.GetTimestamp();
        for (int i = 0; i < Rounds; i++)
        {
            if (isToken)
            {
                metrics.TokenCame(TimeSpan.FromMilliseconds(i % 100));
            }
            else
            {
                metrics.PrefixesLookedUp(0, 0);
                metrics.StepEnded(i % 128, 8, 0);
            }
        }

        return Stopwatch.GetElapsedTime(begun).TotalSeconds / Rounds;
    }

    // Prometheus reads in the same way, and only when it scrapes.
    private sealed class NoExporter : BaseExporter<OpenTelemetry.Metrics.Metric>
    {
        public override ExportResult Export(in Batch<OpenTelemetry.Metrics.Metric> batch) => ExportResult.Success;
    }
}
