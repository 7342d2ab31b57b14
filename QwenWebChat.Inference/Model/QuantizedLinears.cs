using System.Runtime.InteropServices;
using QwenWebChat.Inference.Kernels;
using QwenWebChat.Inference.Quantization;
using static TorchSharp.torch;

namespace QwenWebChat.Inference.Model;

/// <summary>Linear layers in 4 or 8 bits on the CPU, with activations in 8 bits; all of them in one pass over the threads.</summary>
internal sealed class QuantizedLinears : LinearGroup
{
    private readonly QuantizedProduct _product;
    private readonly QuantizedWeight[] _weights;
    private readonly float[] _bias;

    /// <param name="biases">Of [outFeatures] each, or none; float32 on the CPU.</param>
    public QuantizedLinears(QuantizedProduct product, IReadOnlyList<(QuantizedWeight Weight, Tensor? Bias)> layers)
    {
        _product = product;
        _weights = [.. layers.Select(layer => layer.Weight)];
        _bias = layers.All(layer => layer.Bias is null)
            ? []
            : [.. layers.SelectMany(layer => layer.Bias is null ? new float[layer.Weight.Form.RowCount] : Floats(layer.Bias).ToArray())];
    }

    public override Tensor[] Forward(Tensor x)
    {
        long tokens = x.size(0);
        using Tensor rows = x.contiguous();
        Tensor outputs = empty([tokens * _weights.Sum(weight => weight.Form.RowCount)], ScalarType.Float32);
        _product.Run(Floats(rows), _weights, _bias, Floats(outputs));
        Tensor[] parts = new Tensor[_weights.Length];
        long start = 0;
        for (int i = 0; i < parts.Length; i++)
        {
            long count = tokens * _weights[i].Form.RowCount;
            parts[i] = outputs.narrow(0, start, count).view(tokens, -1);
            start += count;
        }

        return parts;
    }

    private static Span<float> Floats(Tensor tensor) => MemoryMarshal.Cast<byte, float>(tensor.bytes);
}
