using QwenWebChat.Inference.Checkpoints;
using QwenWebChat.Inference.Kernels;
using QwenWebChat.Inference.Model;
using QwenWebChat.Inference.Quantization;
using QwenWebChat.Inference.Torch.Caching;
using QwenWebChat.Inference.Torch.Checkpoints;
using QwenWebChat.Inference.Torch.Kernels;
using static TorchSharp.torch;

namespace QwenWebChat.Inference.Torch.Model;

/// <summary>What the tokens of one forward pass may look at: a cache when serving, each other when training.</summary>
internal interface IAttention
{
    /// <summary>Mixes the values of the tokens that each token may see, itself included and none after it.</summary>
    /// <param name="layer">The layer, from 0.</param>
    /// <param name="q">Queries, rotated and not yet scaled, [tokens, heads, headSize].</param>
    /// <param name="k">Keys, rotated, [tokens, kvHeads, headSize].</param>
    /// <param name="v">Values, [tokens, kvHeads, headSize].</param>
    /// <returns>[tokens, heads * headSize].</returns>
    Tensor Attend(int layer, Tensor q, Tensor k, Tensor v);
}
