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

    public static Task RunAsync(MetricsSettings settings, CommandOutput output, CancellationToken cancellationToken)
    {
        (double token, double step, long bytes) = Measure();
        double sample = MeasureSample();
        output.Write(
            new { tokenSeconds = token, stepSeconds = step, sampleSeconds = sample, allocatedBytes = bytes },
            [
                $"a token {token * 1e9:0} ns, a step {step * 1e9:0} ns beside its tokens, {bytes} bytes allocated",
                $"a sample {sample * 1e6:0} us",
            ]);
        return Task.CompletedTask;
    }

    /// <summary>Returns the seconds for a token, the additional seconds for a step, and the bytes that both allocate.</summary>
    private static (double Token, double Step, long AllocatedBytes) Measure()
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
    private static double MeasureSample()
    {
        using InferenceEngine engine = new(new EngineOptions(), TimeProvider.System, NullLogger<InferenceEngine>.Instance);
        using SampleReader reader = new(new EngineMonitor(engine), Nvml.Open(), new HostReader(TimeProvider.System).Read, TimeProvider.System);
        MetricHistory history = new();
        void Read(int rounds)
        {
            for (int i = 0; i < rounds; i++)
            {
                history.Add(reader.Read().Sample);
            }
        }

        Read(SampleRounds / 10);
        return Timing.Measure(1, () => Read(SampleRounds), SampleRounds).Min;
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
