using System.Numerics.Tensors;
using QwenWebChat.Inference.Checkpoints;

namespace QwenWebChat.Inference.Model;

/// <summary>The weights of one block of the stack, as the kernels take them.</summary>
internal sealed class CpuLayer(Qwen2Config config, ModelWeights weights, int layer)
{
    private const float Deviations = 3;

    // Of keys that are all zero.
    private const float Smallest = 1e-6f;

    public float[] InputLayerNorm { get; } = weights.Vector($"{Prefix(layer)}.input_layernorm.weight");

    public PanelLinears QkvProj { get; } = weights.PanelLinears(
        $"{Prefix(layer)}.self_attn.q_proj", $"{Prefix(layer)}.self_attn.k_proj", $"{Prefix(layer)}.self_attn.v_proj");

    public PanelLinears OProj { get; } = weights.PanelLinears($"{Prefix(layer)}.self_attn.o_proj");

    public float[] PostAttentionLayerNorm { get; } = weights.Vector($"{Prefix(layer)}.post_attention_layernorm.weight");

    public PanelLinears GateUpProj { get; } = weights.PanelLinears($"{Prefix(layer)}.mlp.gate_proj", $"{Prefix(layer)}.mlp.up_proj");

    public PanelLinears DownProj { get; } = weights.PanelLinears($"{Prefix(layer)}.mlp.down_proj");

    /// <summary>
    /// About how large each element of a key grows, [kvHeads, headSize], the same for both of a rotated pair: its bias,
    /// and three deviations of what the weights make of a normalised input.
    /// </summary>
    public float[] KeyMagnitudes()
    {
        string name = $"{Prefix(layer)}.self_attn.k_proj";
        float[] bias = weights.Vector($"{name}.bias");
        float[] squares = new float[bias.Length];
        float[] row = new float[config.HiddenSize];
        for (int i = 0; i < bias.Length; i++)
        {
            weights.ReadRow($"{name}.weight", i, row);
            TensorPrimitives.Multiply(row, InputLayerNorm, row);
            squares[i] = (bias[i] * bias[i]) + (Deviations * Deviations * TensorPrimitives.SumOfSquares<float>(row));
        }

        int half = config.HeadSize / 2;
        float[] magnitudes = new float[bias.Length];
        for (int i = 0; i < magnitudes.Length; i++)
        {
            int other = i % config.HeadSize < half ? i + half : i - half;
            magnitudes[i] = MathF.Max(MathF.Sqrt(squares[i] + squares[other]), Smallest);
        }

        return magnitudes;
    }

    private static string Prefix(int layer) => $"model.layers.{layer}";
}
