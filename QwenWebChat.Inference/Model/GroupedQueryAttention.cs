using QwenWebChat.Inference.Checkpoints;
using static TorchSharp.torch;

namespace QwenWebChat.Inference.Model;

/// <summary>
/// Causal self-attention in which several query heads share one key/value head (Ainslie et al. 2023).
/// </summary>
internal sealed class GroupedQueryAttention
{
    private readonly int _layer;
    private readonly long _headCount;
    private readonly long _keyValueHeadCount;
    private readonly long _headSize;

    public GroupedQueryAttention(Qwen2Config config, ModelWeights weights, string prefix, int layer)
    {
        _layer = layer;
        _headCount = config.HeadCount;
        _keyValueHeadCount = config.KeyValueHeadCount;
        _headSize = config.HeadSize;
        QkvProj = weights.Linears($"{prefix}.q_proj", $"{prefix}.k_proj", $"{prefix}.v_proj");
        OProj = weights.Linears($"{prefix}.o_proj");
    }

    public LinearGroup QkvProj { get; }

    public LinearGroup OProj { get; }

    /// <param name="x">[tokens, hidden]; so is the result.</param>
    public Tensor Forward(Tensor x, ForwardContext context)
    {
        long tokens = x.size(0);
        Tensor[] qkv = QkvProj.Forward(x);
        Tensor q = qkv[0].view(tokens, _headCount, _headSize);
        Tensor k = qkv[1].view(tokens, _keyValueHeadCount, _headSize);
        Tensor v = qkv[2].view(tokens, _keyValueHeadCount, _headSize);
        q = RotaryEmbedding.Rotate(q, context.Cos, context.Sin);
        k = RotaryEmbedding.Rotate(k, context.Cos, context.Sin);
        return OProj.Forward(context.Attention.Attend(_layer, q, k, v))[0];
    }
}
