using QwenWebChat.Inference.Checkpoints;
using QwenWebChat.Inference.Kernels;
using QwenWebChat.Inference.Model;
using QwenWebChat.Inference.Quantization;
using QwenWebChat.Inference.Torch.Caching;
using QwenWebChat.Inference.Torch.Checkpoints;
using QwenWebChat.Inference.Torch.Kernels;
using static TorchSharp.torch;

namespace QwenWebChat.Inference.Torch.Model;

/// <summary>
/// One decoder layer: norm, attention, add; norm, MLP, add. Under tensor parallelism, the part of it that one device
/// computes.
/// </summary>
/// <param name="config">The configuration with the head counts of <paramref name="weights"/>.</param>
/// <param name="layer">The layer number in the model.</param>
/// <param name="cacheLayer">The layer number in the cache.</param>
internal sealed class DecoderLayer(Qwen2Config config, TensorWeights weights, DeviceOperators operators, int layer, int cacheLayer)
{
    public RmsNorm InputLayerNorm { get; } = new(weights[$"model.layers.{layer}.input_layernorm.weight"], config.RmsNormEps, operators);

    public GroupedQueryAttention SelfAttn { get; } = new(config, weights, operators, $"model.layers.{layer}.self_attn", cacheLayer);

    public RmsNorm PostAttentionLayerNorm { get; } = new(weights[$"model.layers.{layer}.post_attention_layernorm.weight"], config.RmsNormEps, operators);

    public SwiGluMlp Mlp { get; } = new(weights, operators, $"model.layers.{layer}.mlp");

    /// <summary>Computes the attention output, the input of <c>o_proj</c>.</summary>
    /// <param name="hidden">The residual stream, [tokens, hidden].</param>
    /// <returns>The attention output, [tokens, heads * headSize].</returns>
    public Tensor Attend(Tensor hidden, ForwardContext context) => SelfAttn.Attend(InputLayerNorm.Forward(hidden), context);

    /// <summary>Computes the gated activations, the input of <c>down_proj</c>.</summary>
    /// <returns>The activations, [tokens, intermediate].</returns>
    public Tensor Gate(Tensor hidden) => Mlp.Gate(PostAttentionLayerNorm.Forward(hidden));

    /// <param name="hidden">The residual stream, [tokens, hidden]; the result has the same shape.</param>
    public Tensor Forward(Tensor hidden, ForwardContext context)
    {
        Tensor attended = hidden.add(SelfAttn.OProj.Forward(Attend(hidden, context)), Scalars.One);
        return attended.add(Mlp.DownProj.Forward(Gate(attended)), Scalars.One);
    }
}
