using static TorchSharp.torch;

namespace QwenWebChat.Inference.Model;

/// <summary>Linear layers over the same input, such as query, key and value: y = x Wᵀ + b for each.</summary>
internal abstract class LinearGroup
{
    /// <summary>
    /// Whether weights that hold a part of the stored columns still choose among all input features (act-order); else they
    /// take just their own.
    /// </summary>
    public virtual bool TakesWholeInput => false;

    /// <param name="x">[tokens, inFeatures].</param>
    /// <returns>[tokens, outFeatures of all layers], one layer's after the other's.</returns>
    public abstract Tensor Forward(Tensor x);
}
