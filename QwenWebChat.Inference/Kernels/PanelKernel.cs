using System.Runtime.Intrinsics;
using QwenWebChat.Inference.Quantization;

namespace QwenWebChat.Inference.Kernels;

/// <summary>
/// A panel of a quantized weight times quantized rows. For every output the floats are summed group after group, each
/// group's product of whole numbers times both scales added with one rounding; so an output has the same bits whatever
/// rows stand beside it, however many threads work, and with whichever instructions.
/// </summary>
internal abstract unsafe class PanelKernel
{
    /// <summary>Columns whose products of 4-bit values are summed at once, in as few bits as an instruction set has; a smaller group by itself.</summary>
    public const int SumColumns = 32;

    /// <summary>Every kernel that this processor can run, the fastest first.</summary>
    public static IReadOnlyList<PanelKernel> Supported { get; } = [.. FindSupported()];

    /// <summary>The fastest that this processor has.</summary>
    public static PanelKernel Best => Supported[0];

    /// <summary>The name of its instructions.</summary>
    public abstract string Name { get; }

    /// <summary>
    /// What the sum of some columns' products begins with, in the form in which the kernel loads it: all that their
    /// values lack, times the sum of their activations.
    /// </summary>
    public abstract int Start(QuantizedForm form, int activationSum);

    /// <summary>Computes every output of one panel.</summary>
    /// <param name="rows">Activations that fit the weight.</param>
    /// <param name="bias">[the weight's rows], or null.</param>
    /// <param name="output">[rows of activations, <paramref name="stride"/>]; the weight's outputs begin here.</param>
    /// <param name="stride">Floats from one row of the output to the next.</param>
    public abstract void Run(QuantizedWeight weight, int panel, QuantizedRows rows, float* bias, float* output, long stride);

    private static IEnumerable<PanelKernel> FindSupported()
    {
        if (Avx512Lanes.IsSupported)
        {
            yield return new PanelKernel<Avx512Lanes, Vector512<byte>, Vector512<short>, Vector512<int>, Vector512<float>>("AVX-512");
        }

        if (AvxVnniLanes.IsSupported)
        {
            yield return new PanelKernel<AvxVnniLanes, Vector256<byte>, Vector256<int>, Vector256<int>, Vector256<float>>("AVX-VNNI");
        }

        if (Avx2Lanes.IsSupported)
        {
            yield return new PanelKernel<Avx2Lanes, Vector256<byte>, Vector256<short>, Vector256<int>, Vector256<float>>("AVX2");
        }

        yield return new PanelKernel<PortableLanes, Vector128<byte>, Vector128<int>, Vector128<int>, Vector128<float>>("portable");
    }
}
