using TorchSharp;
using static TorchSharp.torch;

namespace QwenWebChat.Inference.Model;

/// <summary>y = x Wᵀ + b with float weights as the checkpoint stores them.</summary>
internal sealed class Linear(Tensor weight, Tensor? bias = null)
{
    /// <summary>Of [outFeatures, inFeatures].</summary>
    public Tensor Weight { get; } = weight;

    /// <summary>Of [outFeatures], or none.</summary>
    public Tensor? Bias { get; } = bias;

    /// <param name="x">[tokens, inFeatures].</param>
    /// <returns>[tokens, outFeatures].</returns>
    public Tensor Forward(Tensor x) => nn.functional.linear(x, Weight, Bias);
}
