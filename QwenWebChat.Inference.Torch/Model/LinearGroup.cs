using QwenWebChat.Inference.Checkpoints;
using QwenWebChat.Inference.Kernels;
using QwenWebChat.Inference.Model;
using QwenWebChat.Inference.Quantization;
using QwenWebChat.Inference.Torch.Caching;
using QwenWebChat.Inference.Torch.Checkpoints;
using QwenWebChat.Inference.Torch.Kernels;
using static TorchSharp.torch;

namespace QwenWebChat.Inference.Torch.Model;

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
