using QwenWebChat.Inference.Kernels;
using TorchSharp;
using static TorchSharp.torch;

namespace QwenWebChat.Inference.Torch.Kernels;

/// <summary>A dense product with weights that become floats some rows at a time, so that their memory is bounded and always the same.</summary>
internal static class BandedProduct
{
    /// <summary>Values that are floats at a time: 64 MiB of bfloat16, and the products stay large.</summary>
    public const long LargestValueCount = 32L << 20;

    /// <param name="x">[tokens, columns].</param>
    /// <param name="rowMultiple">Of the first row of a band.</param>
    /// <param name="bias">[rows], or none.</param>
    /// <param name="unpack">Gives rows from a first one on, [count, columns], in the dtype of <paramref name="x"/>.</param>
    /// <returns>[tokens, rows].</returns>
    public static Tensor Run(Tensor x, int rowCount, int rowMultiple, Tensor? bias, Func<int, int, Tensor> unpack)
    {
        using DisposeScope scope = NewDisposeScope();
        int band = (int)Math.Max(LargestValueCount / x.size(1) / rowMultiple, 1) * rowMultiple;
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
