using QwenWebChat.Inference.Kernels;
using QwenWebChat.Inference.Quantization;
using static TorchSharp.torch;

namespace QwenWebChat.Benchmarks.Measuring;

/// <summary>Products of one kernel with weights of one shape, which together exceed any cache, so that decoding reads memory.</summary>
internal sealed class MeasuredProduct : IDisposable
{
    private const long WorkingSetBytes = 512L << 20;
    private const int Rounds = 7;

    private readonly int _inputs;
    private readonly int _outputs;
    private readonly IDisposable[] _weights;
    private readonly Action<IDisposable, float[], float[]> _run;

    private MeasuredProduct(int outputs, int inputs, long bytes, Func<IDisposable> create, Action<IDisposable, float[], float[]> run)
    {
        (_inputs, _outputs, Bytes, _run) = (inputs, outputs, bytes, run);
        _weights = [.. Enumerable.Range(0, (int)Math.Clamp(WorkingSetBytes / bytes, 2, 64)).Select(_ => create())];
    }

    /// <summary>Size of one weight.</summary>
    public long Bytes { get; }

    public static MeasuredProduct Quantized(int outputs, int inputs, int bits, int groupSize, bool hasOffsets, PanelKernel kernel, KernelThreads threads)
    {
        QuantizedForm form = new(outputs, inputs, bits, groupSize, hasOffsets, 1 << (bits - 1), HasHalfScales: true, ColumnOrder: null);
        QuantizedProduct product = new(threads, PanelKernelChoice.Of(kernel));
        return new(outputs, inputs, form.TotalBytes, () => RandomWeight.Create(form), (weight, x, output) => product.Run(x, [(QuantizedWeight)weight], [], output));
    }

    public static MeasuredProduct Float(int outputs, int inputs, MatrixFormat format, FloatPanelKernel kernel, KernelThreads threads)
    {
        FloatProduct product = new(threads, kernel);
        long bytes = (long)outputs * inputs * (format == MatrixFormat.Float32 ? 4 : 2);
        return new(outputs, inputs, bytes, () => RandomWeight.Create(outputs, inputs, format), (weight, x, output) => product.Run(x, [(FloatWeight)weight], [], output));
    }

    /// <summary>Creates products of libtorch in float32, for comparison.</summary>
    public static MeasuredProduct Torch(int outputs, int inputs) => new(
        outputs,
        inputs,
        (long)outputs * inputs * 4,
        () => rand(outputs, inputs),
        (weight, x, _) =>
        {
            using IDisposable scope = NewDisposeScope();
            nn.functional.linear(tensor(x).view(-1, inputs), (Tensor)weight);
        });

    /// <summary>Returns the seconds of one product, the fastest of several, which other processes disturb least.</summary>
    public double Measure(int rowCount)
    {
        float[] x = [.. Enumerable.Range(0, rowCount * _inputs).Select(i => ((i % 251) - 125) / 125f)];
        float[] output = new float[rowCount * _outputs];
        int products = Rounds * (rowCount <= 8 ? _weights.Length : 1);
        return Timing.Of(Enumerable.Range(0, products).Select(i => Timing.Seconds(() => _run(_weights[i % _weights.Length], x, output)))).Min;
    }

    public void Dispose() => Array.ForEach(_weights, weight => weight.Dispose());
}
