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
        QProj = new Linear(weights[$"{prefix}.q_proj.weight"], weights[$"{prefix}.q_proj.bias"]);
        KProj = new Linear(weights[$"{prefix}.k_proj.weight"], weights[$"{prefix}.k_proj.bias"]);
        VProj = new Linear(weights[$"{prefix}.v_proj.weight"], weights[$"{prefix}.v_proj.bias"]);
        OProj = new Linear(weights[$"{prefix}.o_proj.weight"]);
    }

    public Linear QProj { get; }

    public Linear KProj { get; }

    public Linear VProj { get; }

    public Linear OProj { get; }

    /// <param name="x">[tokens, hidden]; so is the result.</param>
    public Tensor Forward(Tensor x, ForwardContext context)
    {
        long tokens = x.size(0);
        Tensor q = QProj.Forward(x).view(tokens, _headCount, _headSize);
        Tensor k = KProj.Forward(x).view(tokens, _keyValueHeadCount, _headSize);
        Tensor v = VProj.Forward(x).view(tokens, _keyValueHeadCount, _headSize);
        q = RotaryEmbedding.Rotate(q, context.Cos, context.Sin);
        k = RotaryEmbedding.Rotate(k, context.Cos, context.Sin);
        return OProj.Forward(context.Attention.Attend(_layer, q, k, v));
    }
}
