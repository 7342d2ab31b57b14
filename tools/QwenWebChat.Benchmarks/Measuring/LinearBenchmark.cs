using QwenWebChat.Inference.Kernels;
using QwenWebChat.Inference.Quantization;

namespace QwenWebChat.Benchmarks.Measuring;

/// <summary>One kernel on one shape of weight.</summary>
internal sealed class LinearBenchmark : IDisposable
{
    // Together larger than any cache, so that decoding reads memory.
    private const long WorkingSetBytes = 512L << 20;

    private readonly QuantizedWeight[] _weights;
    private readonly QuantizedProduct _product;

    public LinearBenchmark(QuantizedForm form, PanelKernel kernel, KernelThreads threads)
    {
        Form = form;
        _product = new QuantizedProduct(threads, kernel);
        _weights = [.. Enumerable.Range(0, (int)Math.Clamp(WorkingSetBytes / form.TotalBytes, 2, 64)).Select(_ => RandomWeight.Create(form))];
    }

    public QuantizedForm Form { get; }

    /// <summary>Some floats from -1 to 1.</summary>
    public static float[] Activations(int count) => [.. Enumerable.Range(0, count).Select(i => ((i % 251) - 125) / 125f)];

    /// <summary>Seconds of one product, best of several.</summary>
    public double Measure(int rowCount)
    {
        float[] x = Activations(rowCount * Form.ColumnCount);
        float[] output = new float[rowCount * Form.RowCount];
        int runs = rowCount == 1 ? 7 : 3;
        int products = rowCount == 1 ? _weights.Length : 1;
        double seconds = Stopwatches.Best(runs, () =>
        {
            for (int i = 0; i < products; i++)
            {
                _product.Run(x, [_weights[i]], [], output);
            }
        });
        return seconds / products;
    }

    public void Dispose() => Array.ForEach(_weights, weight => weight.Dispose());
}
