using QwenWebChat.Inference.Kernels;
using QwenWebChat.Inference.Quantization;
using TorchSharp;

namespace QwenWebChat.Benchmarks.Measuring;

/// <summary>Measures every product kernel on the shapes of Qwen2.5-7B, each beside the machine's read bandwidth.</summary>
internal static class LinearBenchmark
{
    /// <summary>The name of libtorch's product among the kernels.</summary>
    public const string Torch = "libtorch";

    private static readonly (string Name, int Rows, int Columns)[] Shapes = [("o_proj", 3584, 3584), ("gate_proj", 18944, 3584), ("down_proj", 3584, 18944)];

    public static Task RunAsync(LinearSettings settings, CommandOutput output, CancellationToken cancellationToken)
    {
        using KernelThreads threads = new(settings.Threads ?? Environment.ProcessorCount);
        using ReadBandwidth memory = new(threads);
        int rows = settings.Rows;
        foreach ((string kernel, string format, Func<int, int, MeasuredProduct> create) in Products(threads).Where(product => product.Kernel == (settings.Kernel ?? product.Kernel)))
        {
            foreach ((string shape, int outputs, int inputs) in Shapes)
            {
                cancellationToken.ThrowIfCancellationRequested();
                using MeasuredProduct product = create(outputs, inputs);
                double bandwidth = memory.Measure();
                double one = product.Measure(1);
                double many = product.Measure(rows);
                double bytesPerSecond = product.Bytes / one;
                double operationsPerSecond = 2.0 * outputs * inputs * rows / many;
                output.Write(
                    new { kernel, format, shape, inputs, outputs, oneRowSeconds = one, bytesPerSecond, readBytesPerSecond = bandwidth, rows, manyRowsSeconds = many, operationsPerSecond },
                    [$"{kernel,-8} {format,-16} {shape,-9} 1 row {one * 1e3,7:0.000} ms {bytesPerSecond / 1e9,6:0.0} GB/s {bytesPerSecond / bandwidth,4:P0} of {bandwidth / 1e9:0.0}   {rows} rows {many * 1e3,8:0.0} ms {operationsPerSecond / 1e9,6:0.0} GOP/s"]);
            }
        }

        return Task.CompletedTask;
    }

    /// <summary>Lists the kernels with their formats, and functions that create a product from outputs and inputs.</summary>
    private static IEnumerable<(string Kernel, string Format, Func<int, int, MeasuredProduct> Create)> Products(KernelThreads threads)
    {
        foreach (PanelKernel kernel in PanelKernel.Supported)
        {
            yield return (kernel.Name, "int4-32", (outputs, inputs) => MeasuredProduct.Quantized(outputs, inputs, 4, 32, false, kernel, threads));
            yield return (kernel.Name, "int4-128 offsets", (outputs, inputs) => MeasuredProduct.Quantized(outputs, inputs, 4, 128, true, kernel, threads));
            yield return (kernel.Name, "int8-32", (outputs, inputs) => MeasuredProduct.Quantized(outputs, inputs, 8, 32, false, kernel, threads));
        }

        foreach (FloatPanelKernel kernel in FloatPanelKernel.Supported)
        {
            yield return (kernel.Name, "bfloat16", (outputs, inputs) => MeasuredProduct.Float(outputs, inputs, MatrixFormat.BFloat16, kernel, threads));
            yield return (kernel.Name, "float32", (outputs, inputs) => MeasuredProduct.Float(outputs, inputs, MatrixFormat.Float32, kernel, threads));
        }

        // Runs last, because its threads spin for a while after each product.
        torch.set_num_threads(threads.Count);
        yield return (Torch, "float32", MeasuredProduct.Torch);
    }
}
