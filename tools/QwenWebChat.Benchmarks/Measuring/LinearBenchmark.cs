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
        _weights = [.. Enumerable.Range(0, (int)Math.Clamp(WorkingSetBytes / form.TotalBytes, 2, 64)).Select(_ => Fill(new QuantizedWeight(form)))];
    }

    public QuantizedForm Form { get; }

    /// <summary>Seconds of one product, best of several.</summary>
    public double Measure(int rowCount)
    {
        float[] x = [.. Enumerable.Range(0, rowCount * Form.ColumnCount).Select(i => ((i % 251) - 125) / 125f)];
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

    private static unsafe QuantizedWeight Fill(QuantizedWeight weight)
    {
        Random random = new(1);
        for (long start = 0; start < weight.Values.Length; start += 1 << 30)
        {
            random.NextBytes(new Span<byte>(weight.Values.Pointer + start, (int)Math.Min(1 << 30, weight.Values.Length - start)));
        }

        // 0x2c2c is 0.065 as a float16, and as a float32 a small number too.
        new Span<byte>(weight.Scales.Pointer, checked((int)weight.Scales.Length)).Fill(0x2c);
        if (weight.Offsets is { } offsets)
        {
            new Span<byte>(offsets.Pointer, checked((int)offsets.Length)).Fill(0x2c);
        }

        return weight;
    }
}
