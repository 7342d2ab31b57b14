using System.CommandLine;
using QwenWebChat.Benchmarks.Measuring;

namespace QwenWebChat.Benchmarks.Commands;

/// <summary>Command <c>metrics</c>: measures the cost of metrics for a token and a step.</summary>
internal static class MetricsCommand
{
    public static Command Create()
    {
        Option<bool> json = new("--json") { Description = "One JSON object." };
        Command command = new("metrics", "Measures the cost of metrics in nanoseconds for a token and a step, with the dashboard and Prometheus listening.") { json };
        command.SetAction(parsed =>
        {
            Optimization.WarnIfOff(parsed.InvocationConfiguration.Error);
            (double token, double step, long bytes) = MetricsBenchmark.Measure();
            double sample = MetricsBenchmark.MeasureSample();
            Figures.Write(
                parsed.InvocationConfiguration.Output,
                new { tokenSeconds = token, stepSeconds = step, sampleSeconds = sample, allocatedBytes = bytes },
                [
                    $"a token {token * 1e9:0} ns, a step {step * 1e9:0} ns beside its tokens, {bytes} bytes allocated",
                    $"a sample {sample * 1e6:0} us",
                ],
                parsed.GetValue(json));
        });
        return command;
    }
}
