using QwenWebChat.Inference.Checkpoints;
using QwenWebChat.Inference.Kernels.Torch;
using static TorchSharp.torch;

namespace QwenWebChat.Inference.Model;

/// <summary>One block of the stack: norm, attention, add; norm, MLP, add.</summary>
internal sealed class DecoderLayer
{
    public DecoderLayer(Qwen2Config config, ModelWeights weights, int layer)
    {
        string prefix = $"model.layers.{layer}";
        InputLayerNorm = new RmsNorm(weights[$"{prefix}.input_layernorm.weight"], config.RmsNormEps);
        SelfAttn = new GroupedQueryAttention(config, weights, $"{prefix}.self_attn", layer);
        PostAttentionLayerNorm = new RmsNorm(weights[$"{prefix}.post_attention_layernorm.weight"], config.RmsNormEps);
        Mlp = new SwiGluMlp(weights, $"{prefix}.mlp");
    }

    public RmsNorm InputLayerNorm { get; }

    public GroupedQueryAttention SelfAttn { get; }

    public RmsNorm PostAttentionLayerNorm { get; }

    public SwiGluMlp Mlp { get; }

    /// <param name="hidden">The residual stream, [tokens, hidden]; so is the result.</param>
    public Tensor Forward(Tensor hidden, ForwardContext context)
    {
        Tensor attended = hidden.add(SelfAttn.Forward(InputLayerNorm.Forward(hidden), context), Scalars.One);
        return attended.add(Mlp.Forward(PostAttentionLayerNorm.Forward(attended)), Scalars.One);
    }
}
