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
/// Root-mean-square normalisation (Zhang and Sennrich 2019): x / sqrt(mean(x^2) + eps) * weight, over the last
/// dimension.
/// </summary>
internal sealed class RmsNorm(Tensor weight, double epsilon, DeviceOperators operators)
{
    private readonly Scalar _epsilon = epsilon.ToScalar();

    /// <summary>The weights, [hidden].</summary>
    public Tensor Weight { get; } = weight;

    /// <param name="x">The input, [tokens, hidden]; the result has its dtype.</param>
    public Tensor Forward(Tensor x) => operators.Normalize(x, Weight, _epsilon);
}
