using System.Runtime.Intrinsics;

namespace QwenWebChat.Inference.Kernels;

/// <summary>
/// The operations of a layer on one row of activations between its products. A result depends only on its row and is
/// rounded in a fixed order, so it has the same bits for any other rows and any instruction set. NaN stays NaN.
/// </summary>
internal abstract unsafe class RowKernel
{
    /// <summary>The kernels that this processor supports, the fastest first.</summary>
    public static IReadOnlyList<RowKernel> Supported { get; } = [.. FindSupported()];

    /// <summary>The fastest kernel that this processor supports.</summary>
    public static RowKernel Best => Supported[0];

    /// <summary>The name of the instruction set.</summary>
    public abstract string Name { get; }

    /// <summary>Root-mean-square normalisation (Zhang and Sennrich 2019): output = x / sqrt(mean(x^2) + epsilon) * weight.</summary>
    /// <param name="x">The input, [width].</param>
    /// <param name="weight">The norm's weights, [width].</param>
    /// <param name="output">The result, [width]; may be <paramref name="x"/>.</param>
    public abstract void Normalize(float* x, float* weight, float epsilon, float* output, int width);

    /// <summary>Computes x += update.</summary>
    /// <param name="x">The residual stream, [width].</param>
    /// <param name="update">The update, [width].</param>
    public abstract void Add(float* x, float* update, int width);

    /// <summary>Rotary position embedding of one head in the rotate-half form (Su et al. 2021), in place.</summary>
    /// <param name="x">The head, [2 x half]: elements i and i + half are a pair.</param>
    /// <param name="cos">The cosines, [half].</param>
    /// <param name="sin">The sines, [half].</param>
    public abstract void Rotate(float* x, float* cos, float* sin, int half);

    /// <summary>SwiGLU's gate (Shazeer 2020): output = gate / (1 + exp(-gate)) * up.</summary>
    /// <param name="gate">The gate, [width].</param>
    /// <param name="up">The up projection, [width].</param>
    /// <param name="output">The result, [width]; may be <paramref name="gate"/> or <paramref name="up"/>.</param>
    public abstract void Gate(float* gate, float* up, float* output, int width);

    private static IEnumerable<RowKernel> FindSupported()
    {
        if (Avx512Floats.IsSupported)
        {
            yield return new RowKernel<Avx512Floats, Vector512<float>>("AVX-512");
        }

        if (Avx2Floats.IsSupported)
        {
            yield return new RowKernel<Avx2Floats, Vector256<float>>("AVX2");
        }

        yield return new RowKernel<PortableFloats, Vector128<float>>("portable");
    }
}
