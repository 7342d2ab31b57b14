using QwenWebChat.Inference.Kernels;
using QwenWebChat.Inference.Quantization;
using static TorchSharp.torch;

namespace QwenWebChat.Benchmarks.Measuring;

/// <summary>Measures one kernel on one weight shape.</summary>
internal sealed class LinearBenchmark : IDisposable
{
    // The weights together exceed any cache, so that decoding reads memory.
    private const long WorkingSetBytes = 512L << 20;

    private readonly int _inputs;
    private readonly int _outputs;
    private readonly IDisposable[] _weights;
    private readonly Action<IDisposable, float[], float[]> _run;

    private LinearBenchmark(int inputs, int outputs, long bytes, Func<IDisposable> create, Action<IDisposable, float[], float[]> run)
    {
        (_inputs, _outputs, Bytes, _run) = (inputs, outputs, bytes, run);
        _weights = [.. Enumerable.Range(0, (int)Math.Clamp(WorkingSetBytes / bytes, 2, 64)).Select(_ => create())];
    }

    /// <summary>Size of one weight.</summary>
    public long Bytes { get; }

    public static LinearBenchmark Of(QuantizedForm form, PanelKernel kernel, KernelThreads threads)
    {
        QuantizedProduct product = new(threads, kernel);
        return new(
            form.ColumnCount,
            form.RowCount,
            form.TotalBytes,
            () => RandomWeight.Create(form),
            (weight, x, output) => product.Run(x, [(QuantizedWeight)weight], [], output));
    }

    public static LinearBenchmark Of(int outputs, int inputs, MatrixFormat format, FloatPanelKernel kernel, KernelThreads threads)
    {
        FloatProduct product = new(threads, kernel);
        long bytes = (long)outputs * inputs * (format == MatrixFormat.Float32 ? 4 : 2);
        return new(
            inputs,
            outputs,
            bytes,
            () => RandomWeight.Create(outputs, inputs, format),
            (weight, x, output) => product.Run(x, [(FloatWeight)weight], [], output));
    }

    /// <summary>Creates a benchmark of libtorch's product, for comparison.</summary>
    public static LinearBenchmark OfTorch(int outputs, int inputs, ScalarType dtype) => new(
        inputs,
        outputs,
        (long)outputs * inputs * (dtype == ScalarType.Float32 ? 4 : 2),
        () => rand(outputs, inputs, dtype: dtype),
        (weight, x, _) =>
        {
            using IDisposable scope = NewDisposeScope();
            nn.functional.linear(tensor(x).view(-1, inputs).to(dtype), (Tensor)weight);
        });

    /// <summary>Returns floats from -1 to 1.</summary>
    public static float[] Activations(int count) => [.. Enumerable.Range(0, count).Select(i => ((i % 251) - 125) / 125f)];

    /// <summary>Returns the seconds of one product, the fastest of several.</summary>
    public double Measure(int rowCount)
    {
        float[] x = Activations(rowCount * _inputs);
        float[] output = new float[rowCount * _outputs];
        int runs = rowCount == 1 ? 7 : 3;
        int products = rowCount <= 8 ? _weights.Length : 1;
        double seconds = Stopwatches.Best(runs, () =>
        {
            for (int i = 0; i < products; i++)
            {
                _run(_weights[i], x, output);
            }
        });
        return seconds / products;
    }

    public void Dispose() => Array.ForEach(_weights, weight => weight.Dispose());
}
