using System.Runtime.Intrinsics;

namespace QwenWebChat.Inference.Kernels;

/// <summary>
/// What a layer does to one row of activations between its products. A number depends on its row alone and is rounded
/// in one fixed order, so it has the same bits whatever rows are worked on beside it and with whichever instructions.
/// What is not a number stays none.
/// </summary>
internal abstract unsafe class RowKernel
{
    /// <summary>Every kernel that this processor can run, the fastest first.</summary>
    public static IReadOnlyList<RowKernel> Supported { get; } = [.. FindSupported()];

    /// <summary>The fastest that this processor has.</summary>
    public static RowKernel Best => Supported[0];

    /// <summary>The name of its instructions.</summary>
    public abstract string Name { get; }

    /// <summary>Root-mean-square normalisation (Zhang and Sennrich 2019): output = x / sqrt(mean(x^2) + epsilon) * weight.</summary>
    /// <param name="x">[width].</param>
    /// <param name="weight">[width].</param>
    /// <param name="output">[width]; may be <paramref name="x"/>.</param>
    public abstract void Normalize(float* x, float* weight, float epsilon, float* output, int width);

    /// <summary>x += update.</summary>
    /// <param name="x">[width].</param>
    /// <param name="update">[width].</param>
    public abstract void Add(float* x, float* update, int width);

    /// <summary>Rotary position embedding of one head in the rotate-half form (Su et al. 2021), in place.</summary>
    /// <param name="x">[2 x half]: numbers i and i + half are a pair.</param>
    /// <param name="cos">[half].</param>
    /// <param name="sin">[half].</param>
    public abstract void Rotate(float* x, float* cos, float* sin, int half);

    /// <summary>SwiGLU's gate (Shazeer 2020): output = gate / (1 + exp(-gate)) * up.</summary>
    /// <param name="gate">[width].</param>
    /// <param name="up">[width].</param>
    /// <param name="output">[width]; may be <paramref name="gate"/> or <paramref name="up"/>.</param>
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
