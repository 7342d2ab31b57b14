using System.Runtime.Intrinsics;
using QwenWebChat.Inference.Quantization;

namespace QwenWebChat.Inference.Kernels;

/// <summary>
/// Multiplies some panels of a float weight with rows of floats. Every output is accumulated in one register from the
/// first column to the last, starting at the bias, with one rounding for each product; so an output has the same bits
/// for any other rows, any number of threads and any instruction set.
/// </summary>
internal abstract unsafe class FloatPanelKernel
{
    /// <summary>The kernels that this processor supports, the fastest first.</summary>
    public static IReadOnlyList<FloatPanelKernel> Supported { get; } = [.. FindSupported()];

    /// <summary>The fastest kernel that this processor supports.</summary>
    public static FloatPanelKernel Best => Supported[0];

    /// <summary>The name of the instruction set.</summary>
    public abstract string Name { get; }

    /// <summary>The number of panels multiplied at once: four registers.</summary>
    public abstract int BandPanels { get; }

    /// <summary>Computes every output of a panel and the following ones, up to <see cref="BandPanels"/> in total.</summary>
    /// <param name="rows">The activations, with as many columns as the weight.</param>
    /// <param name="bias">The bias, [the weight's rows], or null.</param>
    /// <param name="output">The result, [rows of activations, the weight's rows].</param>
    public abstract void Run(FloatWeight weight, int firstPanel, FloatRows rows, float* bias, float* output);

    private static IEnumerable<FloatPanelKernel> FindSupported()
    {
        if (Avx512Floats.IsSupported)
        {
            yield return new FloatPanelKernel<Avx512Floats, Vector512<float>>("AVX-512");
        }

        if (Avx2Floats.IsSupported)
        {
            yield return new FloatPanelKernel<Avx2Floats, Vector256<float>>("AVX2");
        }

        yield return new FloatPanelKernel<PortableFloats, Vector128<float>>("portable");
    }
}
