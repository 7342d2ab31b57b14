using static TorchSharp.torch;

namespace QwenWebChat.Inference.Model;

/// <summary>Linear layers over the same input, such as query, key and value: y = x Wᵀ + b for each.</summary>
internal abstract class LinearGroup
{
    /// <param name="x">[tokens, inFeatures].</param>
    /// <returns>[tokens, outFeatures] of each layer, in their order.</returns>
    public abstract Tensor[] Forward(Tensor x);
}
