using QwenWebChat.Inference.Kernels.Torch;
using TorchSharp;
using static TorchSharp.torch;

namespace QwenWebChat.Inference.Model;

/// <summary>
/// Root-mean-square normalisation (Zhang and Sennrich 2019): x / sqrt(mean(x^2) + eps) * weight, over the last
/// dimension.
/// </summary>
internal sealed class RmsNorm(Tensor weight, double epsilon)
{
    private readonly Scalar _epsilon = epsilon.ToScalar();

    /// <summary>Of [hidden].</summary>
    public Tensor Weight { get; } = weight;

    /// <param name="x">[tokens, hidden]; the result has its dtype.</param>
    public Tensor Forward(Tensor x)
    {
        // fp32: the mean of squares overflows and drifts in half precision.
        Tensor wide = x.to(ScalarType.Float32);
        Tensor scale = rsqrt(wide.mul(wide).mean([-1], keepdim: true).add_(_epsilon, Scalars.One));
        return (wide * scale).to(x.dtype).mul_(Weight);
    }
}
