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
    /// True if weights that hold a part of the stored columns need all input features (act-order), not only the
    /// features of their own columns.
    /// </summary>
    public virtual bool TakesWholeInput => false;

    /// <summary>The layers as one weight for <see cref="LayerScript"/>; null if the script does not support their form.</summary>
    public virtual ScriptedWeight? Scripted => null;

    /// <param name="x">The input, [tokens, inFeatures].</param>
    /// <returns>The outputs of all layers, concatenated: [tokens, outFeatures of all layers].</returns>
    public abstract Tensor Forward(Tensor x);
}
