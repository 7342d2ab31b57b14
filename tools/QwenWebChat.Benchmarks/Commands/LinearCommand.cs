using System.CommandLine;
using QwenWebChat.Benchmarks.Measuring;
using QwenWebChat.Inference.Kernels;
using QwenWebChat.Inference.Quantization;
using TorchSharp;
using static QwenWebChat.Benchmarks.Commands.FigureLine;

namespace QwenWebChat.Benchmarks.Commands;

/// <summary>
/// Command <c>linear</c>: measures every kernel on the shapes of Qwen2.5-7B, with the machine's read bandwidth.
/// </summary>
internal static class LinearCommand
{
    private static readonly (string Name, int Rows, int Columns)[] Shapes =
    [
        ("o_proj", 3584, 3584),
        ("gate_proj", 18944, 3584),
        ("down_proj", 3584, 18944),
    ];

    private static readonly (string Name, int Bits, int GroupSize, bool HasOffsets)[] Formats =
    [
        ("int4-32", 4, 32, false),
        ("int4-128 offsets", 4, 128, true),
        ("int8-32", 8, 32, false),
    ];

    public static Command Create()
    {
        Option<int> rows = new("--rows") { Description = "Rows of activations, in addition to a single row.", DefaultValueFactory = _ => 256 };
        Option<int> threadCount = ThreadsOption.Create();
        Option<bool> json = new("--json") { Description = "One JSON object for each line." };
        Command command = new("linear", "Measures GB/s and GOP/s of each kernel on the shapes of Qwen2.5-7B.") { rows, threadCount, json };
        command.SetAction(parsed =>
        {
            Optimization.WarnIfOff(parsed.InvocationConfiguration.Error);
            Run(parsed.GetValue(rows), parsed.GetValue(threadCount), parsed.GetValue(json));
        });
        return command;
    }

    private static void Run(int rowCount, int threadCount, bool isJson)
    {
        using KernelThreads threads = new(threadCount);
        double bandwidth = ReadBandwidth.Measure(threads);
        Write(isJson, $"read bandwidth of {threads.Count} threads: {Giga(bandwidth)} GB/s", new { threads = threads.Count, readBytesPerSecond = bandwidth });
        foreach ((string kernel, string format, Func<int, int, LinearBenchmark> create) in Benchmarks(threads))
        {
            foreach ((string shape, int outputs, int inputs) in Shapes)
            {
                using LinearBenchmark benchmark = create(outputs, inputs);
                double one = benchmark.Measure(1);
                double many = benchmark.Measure(rowCount);
                double bytesPerSecond = benchmark.Bytes / one;
                double operationsPerSecond = 2.0 * outputs * inputs * rowCount / many;
                Write(
                    isJson,
                    $"{kernel,-8} {format,-16} {shape,-9} 1 row {one * 1e3,7:0.000} ms {Giga(bytesPerSecond),6} GB/s {bytesPerSecond / bandwidth,4:P0}   {rowCount} rows {many * 1e3,8:0.0} ms {Giga(operationsPerSecond),6} GOP/s",
                    new { kernel, format, shape, inputs, outputs, oneRowSeconds = one, bytesPerSecond, bandwidthShare = bytesPerSecond / bandwidth, rows = rowCount, manyRowsSeconds = many, operationsPerSecond });
            }
        }
    }

    /// <summary>Lists the kernels with their formats, and functions that create a benchmark from outputs and inputs.</summary>
    private static IEnumerable<(string Kernel, string Format, Func<int, int, LinearBenchmark> Create)> Benchmarks(KernelThreads threads)
    {
        foreach (PanelKernel kernel in PanelKernel.Supported)
        {
            foreach ((string format, int bits, int groupSize, bool hasOffsets) in Formats)
            {
                yield return (kernel.Name, format, (outputs, inputs) => LinearBenchmark.Of(
                    new(outputs, inputs, bits, groupSize, hasOffsets, 1 << (bits - 1), HasHalfScales: true, ColumnOrder: null), kernel, threads));
            }
        }

        foreach (FloatPanelKernel kernel in FloatPanelKernel.Supported)
        {
            yield return (kernel.Name, "bfloat16", (outputs, inputs) => LinearBenchmark.Of(outputs, inputs, MatrixFormat.BFloat16, kernel, threads));
            yield return (kernel.Name, "float32", (outputs, inputs) => LinearBenchmark.Of(outputs, inputs, MatrixFormat.Float32, kernel, threads));
        }

        // Runs last, because its threads spin for a while after each product.
        torch.set_num_threads(threads.Count);
        yield return ("libtorch", "float32", (outputs, inputs) => LinearBenchmark.OfTorch(outputs, inputs, torch.ScalarType.Float32));
    }
}
