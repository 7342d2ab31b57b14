using System.Runtime.InteropServices;
using QwenWebChat.Inference.Checkpoints;
using QwenWebChat.Inference.Kernels;
using QwenWebChat.Inference.Model;
using QwenWebChat.Inference.Quantization;
using QwenWebChat.Inference.Torch.Caching;
using QwenWebChat.Inference.Torch.Checkpoints;
using QwenWebChat.Inference.Torch.Kernels;
using TorchSharp;
using static TorchSharp.torch;

namespace QwenWebChat.Inference.Torch.Model;

/// <summary>
/// Linear layers with int4 or int8 weights whose products are computed in float32 with the exact weights: the reference
/// for the kernels. Slow, because every pass dequantizes the weights again.
/// </summary>
internal sealed class DequantizedLinears(IReadOnlyList<(QuantizedWeight Weight, Tensor? Bias)> layers) : LinearGroup
{
    // Rows dequantized at a time.
    private const int RowsAtATime = 1024;

    public override Tensor Forward(Tensor x) => cat([.. layers.Select(layer => Multiply(x, layer.Weight, layer.Bias))], -1);

    /// <summary>Dequantizes a whole weight, [outFeatures, inFeatures]. The caller owns it.</summary>
    public static Tensor Floats(QuantizedWeight weight, ScalarType dtype)
    {
        Tensor floats = empty([weight.Form.RowCount, weight.Form.ColumnCount], dtype);
        for (int first = 0; first < weight.Form.RowCount; first += RowsAtATime)
        {
            int count = Math.Min(RowsAtATime, weight.Form.RowCount - first);
            using Tensor rows = Rows(weight, first, count);
            using Tensor target = floats.narrow(0, first, count);
            target.copy_(rows);
        }

        return floats;
    }

    private static Tensor Multiply(Tensor x, QuantizedWeight weight, Tensor? bias)
    {
        Tensor product = empty([x.size(0), weight.Form.RowCount], ScalarType.Float32);
        for (int first = 0; first < weight.Form.RowCount; first += RowsAtATime)
        {
            using DisposeScope scope = NewDisposeScope();
            int count = Math.Min(RowsAtATime, weight.Form.RowCount - first);
            product.narrow(1, first, count).copy_(nn.functional.linear(x, Rows(weight, first, count), bias?.narrow(0, first, count)));
        }

        return product;
    }

    private static Tensor Rows(QuantizedWeight weight, int first, int count)
    {
        Tensor rows = empty([count, weight.Form.ColumnCount], ScalarType.Float32);
        Span<float> floats = MemoryMarshal.Cast<byte, float>(rows.bytes);
        for (int row = 0; row < count; row++)
        {
            weight.Dequantize(first + row, floats.Slice(row * weight.Form.ColumnCount, weight.Form.ColumnCount));
        }

        return rows;
    }
}
