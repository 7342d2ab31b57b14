using System.Runtime.Intrinsics;
using QwenWebChat.Inference.Quantization;

namespace QwenWebChat.Inference.Kernels;

/// <summary>
/// Multiplies a panel of a quantized weight with quantized rows. Every output sums its groups in order; each group's
/// integer product times both scales is added with one rounding, so an output has the same bits for any other rows, any
/// number of threads and any instruction set.
/// </summary>
internal abstract unsafe class PanelKernel
{
    /// <summary>
    /// The number of columns whose 4-bit products are summed at once, in the narrowest integers of an instruction set;
    /// smaller groups are summed separately.
    /// </summary>
    public const int SumColumns = 32;

    /// <summary>The number of panels that a single row of activations reads side by side.</summary>
    public const int RowPanels = 4;

    /// <summary>The kernels that this processor supports, the widest first and the portable one last.</summary>
    public static IReadOnlyList<PanelKernel> Supported { get; } = [.. FindSupported()];

    /// <summary>The kernels that may be the fastest: all of them but the portable one, if there are others.</summary>
    public static IReadOnlyList<PanelKernel> Candidates { get; } = [.. Supported.Take(Math.Max(1, Supported.Count - 1))];

    /// <summary>The name of the instruction set, and what else distinguishes the kernel from others of that set.</summary>
    public abstract string Name { get; }

    /// <summary>This kernel, and others of the same instruction set that may be faster for a single row of activations.</summary>
    public virtual IReadOnlyList<PanelKernel> RowVariants => [this];

    /// <summary>
    /// Returns the start value of the sum of some columns' products, in the encoding of the kernel: the correction for
    /// the values' zero point, multiplied by the sum of the activations.
    /// </summary>
    public abstract int Start(QuantizedForm form, int activationSum);

    /// <summary>Computes every output of adjacent panels.</summary>
    /// <param name="rows">The activations, quantized for the weight.</param>
    /// <param name="bias">The bias, [the weight's rows], or null.</param>
    /// <param name="output">The address of the weight's outputs in [rows of activations, <paramref name="stride"/>].</param>
    /// <param name="stride">The distance from one output row to the next, in floats.</param>
    public abstract void Run(QuantizedWeight weight, int firstPanel, int panelCount, QuantizedRows rows, float* bias, float* output, long stride);

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
