using System.Runtime.Intrinsics;
using QwenWebChat.Inference.Quantization;

namespace QwenWebChat.Inference.Kernels;

/// <summary>
/// Some panels of a float weight times rows of floats. Every output is summed in one register from the first column to
/// the last, each product added with one rounding to what begins as the bias; so an output has the same bits whatever
/// rows stand beside it, however many threads work, and with whichever instructions.
/// </summary>
internal abstract unsafe class FloatPanelKernel
{
    /// <summary>Every kernel that this processor can run, the fastest first.</summary>
    public static IReadOnlyList<FloatPanelKernel> Supported { get; } = [.. FindSupported()];

    /// <summary>The fastest that this processor has.</summary>
    public static FloatPanelKernel Best => Supported[0];

    /// <summary>The name of its instructions.</summary>
    public abstract string Name { get; }

    /// <summary>Panels that it multiplies at once: four registers.</summary>
    public abstract int BandPanels { get; }

    /// <summary>Computes every output of a panel and those after it, <see cref="BandPanels"/> together or as many as there are.</summary>
    /// <param name="rows">Activations of the weight's columns.</param>
    /// <param name="bias">[the weight's rows], or null.</param>
    /// <param name="output">[rows of activations, the weight's rows].</param>
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
