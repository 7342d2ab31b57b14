using QwenWebChat.Inference.Kernels;
using TorchSharp;
using static TorchSharp.torch;

namespace QwenWebChat.Inference.Torch.Kernels;

/// <summary>
/// Computes a dense product with weights that are converted to floats a band of rows at a time, so that memory is
/// bounded.
/// </summary>
internal static class BandedProduct
{
    /// <summary>The maximum number of values converted at a time: 64 MiB of bfloat16, large enough for efficient products.</summary>
    public const long MaxValueCount = 32L << 20;

    /// <param name="x">The input, [tokens, columns].</param>
    /// <param name="rowMultiple">The first row of every band is a multiple of this.</param>
    /// <param name="bias">The bias, [rows], or null.</param>
    /// <param name="unpack">Returns rows from a given first row, [count, columns], in the dtype of <paramref name="x"/>.</param>
    /// <returns>The product, [tokens, rows].</returns>
    public static Tensor Run(Tensor x, int rowCount, int rowMultiple, Tensor? bias, Func<int, int, Tensor> unpack)
    {
        using DisposeScope scope = NewDisposeScope();
        int band = (int)Math.Max(MaxValueCount / x.size(1) / rowMultiple, 1) * rowMultiple;
        if (band >= rowCount)
        {
            return nn.functional.linear(x, unpack(0, rowCount), bias).MoveToOuterDisposeScope();
        }

        Tensor product = empty([x.size(0), rowCount], x.dtype, x.device);
        for (int first = 0; first < rowCount; first += band)
        {
            using DisposeScope rows = NewDisposeScope();
            int count = Math.Min(band, rowCount - first);
            product.narrow(1, first, count).copy_(nn.functional.linear(x, unpack(first, count), bias?.narrow(0, first, count)));
        }

        return product.MoveToOuterDisposeScope();
    }
}
