using QwenWebChat.Inference.Checkpoints;
using QwenWebChat.Inference.Kernels.Torch;
using static TorchSharp.torch;

namespace QwenWebChat.Inference.Model;

/// <summary>
/// Causal self-attention in which several query heads share one key/value head (Ainslie et al. 2023).
/// </summary>
/// <param name="config">Whose counts of heads are those of <paramref name="weights"/>: all of the model's, or a part.</param>
/// <param name="layer">Its number among those that share a cache.</param>
internal sealed class GroupedQueryAttention(Qwen2Config config, ModelWeights weights, DeviceOperators operators, string prefix, int layer)
{
    public LinearGroup QkvProj { get; } = weights.Linears(operators, $"{prefix}.q_proj", $"{prefix}.k_proj", $"{prefix}.v_proj");

    public LinearGroup OProj { get; } = weights.Linears(operators, $"{prefix}.o_proj");

    /// <summary>What <see cref="OProj"/> takes.</summary>
    /// <param name="x">[tokens, hidden].</param>
    /// <returns>[tokens, heads * headSize].</returns>
    public Tensor Attend(Tensor x, ForwardContext context)
    {
        (long heads, long keyHeads) = (config.HeadCount, config.KeyValueHeadCount);
        Tensor qkv = QkvProj.Forward(x).view(x.size(0), heads + (2 * keyHeads), config.HeadSize);
        Tensor rotated = RotaryEmbedding.Rotate(qkv.narrow(1, 0, heads + keyHeads), context.Cos, context.Sin);
        return context.Attention.Attend(layer, rotated.narrow(1, 0, heads), rotated.narrow(1, heads, keyHeads), qkv.narrow(1, heads + keyHeads, keyHeads));
    }
}
