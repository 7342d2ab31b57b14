using QwenWebChat.Inference.Checkpoints;

namespace QwenWebChat.Inference.Model;

/// <summary>The weights of one block of the stack, as the kernels take them.</summary>
internal sealed class CpuLayer(Qwen2Config config, ModelWeights weights, int layer)
{
    public float[] InputLayerNorm { get; } = weights.Vector($"{Prefix(layer)}.input_layernorm.weight");

    public PanelLinears QkvProj { get; } = weights.PanelLinears(
        $"{Prefix(layer)}.self_attn.q_proj", $"{Prefix(layer)}.self_attn.k_proj", $"{Prefix(layer)}.self_attn.v_proj");

    public PanelLinears OProj { get; } = weights.PanelLinears($"{Prefix(layer)}.self_attn.o_proj");

    public float[] PostAttentionLayerNorm { get; } = weights.Vector($"{Prefix(layer)}.post_attention_layernorm.weight");

    public PanelLinears GateUpProj { get; } = weights.PanelLinears($"{Prefix(layer)}.mlp.gate_proj", $"{Prefix(layer)}.mlp.up_proj");

    public PanelLinears DownProj { get; } = weights.PanelLinears($"{Prefix(layer)}.mlp.down_proj");

    /// <summary>
    /// About how large each element of a key grows, [kvHeads, headSize]: the size of its pair's bias, turned by no
    /// rotation, beside what most have.
    /// </summary>
    public float[] KeyMagnitudes()
    {
        float[] bias = weights.Vector($"{Prefix(layer)}.self_attn.k_proj.bias");
        float[] magnitudes = new float[bias.Length];
        int half = config.HeadSize / 2;
        for (int head = 0; head < config.KeyValueHeadCount; head++)
        {
            Span<float> own = magnitudes.AsSpan(head * config.HeadSize, config.HeadSize);
            for (int i = 0; i < half; i++)
            {
                float first = bias[(head * config.HeadSize) + i];
                float second = bias[(head * config.HeadSize) + half + i];
                own[i] = own[half + i] = 1 + MathF.Sqrt((first * first) + (second * second));
            }
        }

        return magnitudes;
    }

    private static string Prefix(int layer) => $"model.layers.{layer}";
}
