using QwenWebChat.Inference.Torch.Kernels;
using TorchSharp;
using static TorchSharp.torch;

namespace QwenWebChat.Benchmarks.Gpu;

/// <summary>Measures the RMS normalization that a model uses.</summary>
internal static class NormBenchmark
{
    private const double Epsilon = 1e-6;

    /// <param name="way">The name of the operator in use.</param>
    public static OperatorFigures Measure(OperatorProbe probe, DeviceOperators operators, string way, int rows, int hidden, ulong seed)
    {
        using DisposeScope scope = NewDisposeScope();
        using Scalar epsilon = Epsilon.ToScalar();
        Tensor x = ProductBenchmark.Random([rows, hidden], probe.Card, seed);
        Tensor weight = ProductBenchmark.Random([hidden], probe.Card, seed + 1);
        Tensor wide = x.to(ScalarType.Float32);
        Tensor reference = wide.mul(rsqrt(wide.mul(wide).mean([-1], keepdim: true).add(epsilon, Scalars.One))).mul(weight.to(ScalarType.Float32));
        OperatorFigures figures = new($"norm of {hidden}", OperatorFigures.RowText(rows), way, true)
        {
            Bytes = 2.0 * rows * hidden * x.element_size(),
            Operations = 4.0 * rows * hidden,
        };
        return probe.Measure(figures, _ => operators.Normalize(x, weight, epsilon), reference);
    }
}
