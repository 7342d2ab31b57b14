using QwenWebChat.Inference.Checkpoints;
using QwenWebChat.Inference.Kernels;
using QwenWebChat.Inference.Model;
using QwenWebChat.Inference.Quantization;
using QwenWebChat.Inference.Torch.Caching;
using QwenWebChat.Inference.Torch.Checkpoints;
using QwenWebChat.Inference.Torch.Kernels;
using static TorchSharp.torch;

namespace QwenWebChat.Inference.Torch.Model;

/// <summary>One block of the stack: norm, attention, add; norm, MLP, add. Or the part of it that one of several devices computes.</summary>
/// <param name="config">Whose counts of heads are those of <paramref name="weights"/>.</param>
/// <param name="layer">Its number in the model.</param>
/// <param name="cacheLayer">Its number among those that share a cache.</param>
internal sealed class DecoderLayer(Qwen2Config config, TensorWeights weights, DeviceOperators operators, int layer, int cacheLayer)
{
    public RmsNorm InputLayerNorm { get; } = new(weights[$"model.layers.{layer}.input_layernorm.weight"], config.RmsNormEps, operators);

    public GroupedQueryAttention SelfAttn { get; } = new(config, weights, operators, $"model.layers.{layer}.self_attn", cacheLayer);

    public RmsNorm PostAttentionLayerNorm { get; } = new(weights[$"model.layers.{layer}.post_attention_layernorm.weight"], config.RmsNormEps, operators);

    public SwiGluMlp Mlp { get; } = new(weights, operators, $"model.layers.{layer}.mlp");

    /// <summary>The values that its heads mixed, which <c>o_proj</c> takes.</summary>
    /// <param name="hidden">The residual stream, [tokens, hidden].</param>
    /// <returns>[tokens, heads * headSize].</returns>
    public Tensor Attend(Tensor hidden, ForwardContext context) => SelfAttn.Attend(InputLayerNorm.Forward(hidden), context);

    /// <summary>What its gates let through, which <c>down_proj</c> takes.</summary>
    /// <returns>[tokens, intermediate].</returns>
    public Tensor Gate(Tensor hidden) => Mlp.Gate(PostAttentionLayerNorm.Forward(hidden));

    /// <param name="hidden">The residual stream, [tokens, hidden]; so is the result.</param>
    public Tensor Forward(Tensor hidden, ForwardContext context)
    {
        Tensor attended = hidden.add(SelfAttn.OProj.Forward(Attend(hidden, context)), Scalars.One);
        return attended.add(Mlp.DownProj.Forward(Gate(attended)), Scalars.One);
    }
}
