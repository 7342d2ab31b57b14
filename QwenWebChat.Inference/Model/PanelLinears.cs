using QwenWebChat.Inference.Kernels;
using QwenWebChat.Inference.Quantization;

namespace QwenWebChat.Inference.Model;

/// <summary>
/// Linear layers over the same input, such as query, key and value, on the CPU: quantized ones in one pass over the
/// threads, float ones in another.
/// </summary>
internal sealed class PanelLinears
{
    private readonly QuantizedProduct _quantizedProduct;
    private readonly FloatProduct _floatProduct;
    private readonly Part[] _parts;

    /// <param name="kernels">The kernels of the quantized weights.</param>
    /// <param name="layers">The weights, and biases, [outFeatures], or null.</param>
    public PanelLinears(KernelThreads threads, PanelKernelChoice kernels, IEnumerable<(HeldMatrix Weight, float[]? Bias)> layers)
    {
        _quantizedProduct = new QuantizedProduct(threads, kernels);
        _floatProduct = new FloatProduct(threads);
        List<Part> parts = [];
        foreach ((HeldMatrix weight, float[]? bias) in layers)
        {
            if (parts.Count == 0 || (parts[^1].Quantized.Count > 0) != (weight is QuantizedWeight))
            {
                parts.Add(new Part([], [], []));
            }

            parts[^1].Add(weight, bias);
        }

        _parts = [.. parts];
        OutFeatures = _parts.Sum(part => part.OutFeatures);
    }

    /// <summary>The number of output features of all layers together.</summary>
    public int OutFeatures { get; }

    /// <param name="x">The input, [tokens, inFeatures].</param>
    /// <param name="output">The results of the layers one after the other, each [tokens, outFeatures].</param>
    public void Forward(ReadOnlySpan<float> x, int tokens, Span<float> output)
    {
        foreach (Part part in _parts)
        {
            int count = tokens * part.OutFeatures;
            if (part.Quantized.Count > 0)
            {
                _quantizedProduct.Run(x, part.Quantized, part.Bias, output[..count]);
            }
            else
            {
                _floatProduct.Run(x, part.Floats, part.Bias, output[..count]);
            }

            output = output[count..];
        }
    }

    /// <summary>Adjacent layers of one format; all of them have biases, or none.</summary>
    private sealed record Part(List<QuantizedWeight> Quantized, List<FloatWeight> Floats, List<float[]?> Biases)
    {
        private float[]? _bias;

        public int OutFeatures => Quantized.Sum(weight => weight.RowCount) + Floats.Sum(weight => weight.RowCount);

        public float[] Bias => _bias ??= Biases.TrueForAll(bias => bias is null) ? [] : [.. Biases.SelectMany((bias, i) => bias ?? new float[RowCount(i)])];

        public void Add(HeldMatrix weight, float[]? bias)
        {
            Biases.Add(bias);
            if (weight is QuantizedWeight quantized)
            {
                Quantized.Add(quantized);
            }
            else
            {
                Floats.Add((FloatWeight)weight);
            }
        }

        private int RowCount(int index) => Quantized.Count > 0 ? Quantized[index].RowCount : Floats[index].RowCount;
    }
}
