using System.Numerics.Tensors;
using QwenWebChat.Inference.Checkpoints;

namespace QwenWebChat.Inference.Model;

/// <summary>The weights of one decoder layer in the layout of the kernels.</summary>
internal sealed class CpuLayer(Qwen2Config config, ModelWeights weights, int layer)
{
    public float[] InputLayerNorm { get; } = weights.Vector($"{Prefix(layer)}.input_layernorm.weight");

    public PanelLinears QkvProj { get; } = weights.PanelLinears(
        $"{Prefix(layer)}.self_attn.q_proj", $"{Prefix(layer)}.self_attn.k_proj", $"{Prefix(layer)}.self_attn.v_proj");

    public PanelLinears OProj { get; } = weights.PanelLinears($"{Prefix(layer)}.self_attn.o_proj");

    public float[] PostAttentionLayerNorm { get; } = weights.Vector($"{Prefix(layer)}.post_attention_layernorm.weight");

    public PanelLinears GateUpProj { get; } = weights.PanelLinears($"{Prefix(layer)}.mlp.gate_proj", $"{Prefix(layer)}.mlp.up_proj");

    public PanelLinears DownProj { get; } = weights.PanelLinears($"{Prefix(layer)}.mlp.down_proj");

    /// <inheritdoc cref="KeyMagnitudes"/>
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
            squares[i] = TensorPrimitives.SumOfSquares<float>(row);
        }

        return Model.KeyMagnitudes.Of(bias, squares, config.HeadSize);
    }

    private static string Prefix(int layer) => $"model.layers.{layer}";
}
