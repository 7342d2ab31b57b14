using QwenWebChat.Inference.Checkpoints;
using QwenWebChat.Inference.Kernels;
using QwenWebChat.Inference.Model;
using QwenWebChat.Inference.Quantization;
using QwenWebChat.Inference.Torch.Caching;
using QwenWebChat.Inference.Torch.Checkpoints;
using QwenWebChat.Inference.Torch.Kernels;
using static TorchSharp.torch;

namespace QwenWebChat.Inference.Torch.Model;

/// <summary>Attention over the tokens visible in one forward pass: the cached tokens when serving, the batch's own when training.</summary>
internal interface IAttention
{
    /// <summary>Computes attention of each token to all visible tokens up to itself.</summary>
    /// <param name="layer">The layer number, from 0.</param>
    /// <param name="q">Queries, rotated and not yet scaled, [tokens, heads, headSize].</param>
    /// <param name="k">Keys, rotated, [tokens, kvHeads, headSize].</param>
    /// <param name="v">Values, [tokens, kvHeads, headSize].</param>
    /// <returns>The attention output, [tokens, heads * headSize].</returns>
    Tensor Attend(int layer, Tensor q, Tensor k, Tensor v);
}
