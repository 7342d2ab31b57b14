using System.CommandLine;
using QwenWebChat.Benchmarks.Measuring;
using QwenWebChat.Inference.Kernels;
using static QwenWebChat.Benchmarks.Commands.FigureLine;

namespace QwenWebChat.Benchmarks.Commands;

/// <summary>
/// Command <c>attention</c>: measures every attention kernel on one layer of Qwen2.5-7B, with the machine's read bandwidth.
/// </summary>
internal static class AttentionCommand
{
    public static Command Create()
    {
        Option<int> context = new("--context") { Description = "Cached tokens.", DefaultValueFactory = _ => 8192 };
        Option<int> rows = new("--rows") { Description = "Tokens of a prefill chunk, in addition to a single token.", DefaultValueFactory = _ => 128 };
        Option<int> threadCount = ThreadsOption.Create();
        Option<bool> json = new("--json") { Description = "One JSON object for each line." };
        Command command = new("attention", "Measures GB/s and GFLOP/s of attention to the cached tokens of a layer of Qwen2.5-7B.") { context, rows, threadCount, json };
        command.SetAction(parsed =>
        {
            Optimization.WarnIfOff(parsed.InvocationConfiguration.Error);
            Run(parsed.GetValue(context), parsed.GetValue(rows), parsed.GetValue(threadCount), parsed.GetValue(json));
        });
        return command;
    }

    private static void Run(int context, int rowCount, int threadCount, bool isJson)
    {
        using KernelThreads threads = new(threadCount);
        double bandwidth = ReadBandwidth.Measure(threads);
        Write(isJson, $"read bandwidth of {threads.Count} threads: {Giga(bandwidth)} GB/s", new { threads = threads.Count, readBytesPerSecond = bandwidth });
        foreach (AttentionKernel kernel in AttentionKernel.Supported)
        {
            foreach (KvFormat format in Enum.GetValues<KvFormat>())
            {
                using AttentionBenchmark benchmark = new(kernel, format, context, threads);
                double one = benchmark.Measure(1);
                double many = benchmark.Measure(rowCount);
                double bytesPerSecond = benchmark.LayerBytes / one;
                double operationsPerSecond = benchmark.Operations(rowCount) / many;
                Write(
                    isJson,
                    $"{kernel.Name,-8} {format,-9} {context} cached   1 token {one * 1e3,7:0.000} ms a layer {Giga(bytesPerSecond),6} GB/s {bytesPerSecond / bandwidth,4:P0}   {rowCount} tokens {many * 1e3,8:0.0} ms {Giga(operationsPerSecond),6} GFLOP/s",
                    new { kernel = kernel.Name, format = format.ToString(), context, oneTokenSeconds = one, bytesPerSecond, bandwidthShare = bytesPerSecond / bandwidth, rows = rowCount, manyTokensSeconds = many, operationsPerSecond });
            }
        }
    }
}
