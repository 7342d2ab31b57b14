using QwenWebChat.Inference.Checkpoints;
using QwenWebChat.Inference.Kernels;
using QwenWebChat.Inference.Model;
using QwenWebChat.Inference.Quantization;
using QwenWebChat.Inference.Torch.Caching;
using QwenWebChat.Inference.Torch.Checkpoints;
using QwenWebChat.Inference.Torch.Kernels;
using TorchSharp;
using static TorchSharp.torch;

namespace QwenWebChat.Inference.Torch.Model;

/// <summary>Causal self-attention in which several query heads share one key/value head (Ainslie et al. 2023).</summary>
/// <param name="config">The configuration with the head counts of <paramref name="weights"/>: all of the model's heads, or a part.</param>
/// <param name="layer">The layer number in the cache.</param>
internal sealed class GroupedQueryAttention(Qwen2Config config, TensorWeights weights, DeviceOperators operators, string prefix, int layer)
{
    private const long FeaturesAtATime = 512;

    public LinearGroup QkvProj { get; } = weights.Linears(operators, $"{prefix}.q_proj", $"{prefix}.k_proj", $"{prefix}.v_proj");

    public LinearGroup OProj { get; } = weights.Linears(operators, $"{prefix}.o_proj");

    /// <inheritdoc cref="QwenWebChat.Inference.Model.KeyMagnitudes"/>
    /// <param name="norm">The weights of the preceding norm, [hidden].</param>
    public float[] KeyMagnitudes(Tensor norm)
    {
        using DisposeScope scope = NewDisposeScope();
        long first = (long)config.HeadCount * config.HeadSize;
        long count = (long)config.KeyValueHeadCount * config.HeadSize;
        Tensor bias = Keys(norm.new_zeros(1, norm.size(0)));
        Tensor squares = bias.new_zeros(count);
        // The weights' contribution to each input feature, scaled by the norm's weights.
        Tensor features = norm.diag();
        for (long row = 0; row < features.size(0); row += FeaturesAtATime)
        {
            using DisposeScope rows = NewDisposeScope();
            Tensor made = Keys(features.narrow(0, row, Math.Min(FeaturesAtATime, features.size(0) - row))).sub(bias);
            squares.add_(made.mul(made).sum(dim: 0), Scalars.One);
        }

        return QwenWebChat.Inference.Model.KeyMagnitudes.Of(Floats(bias), Floats(squares), config.HeadSize);

        Tensor Keys(Tensor x) => QkvProj.Forward(x).narrow(1, first, count).to(ScalarType.Float32);
        static float[] Floats(Tensor values) => values.cpu().contiguous().data<float>().ToArray();
    }

    /// <summary>Computes the attention output, the input of <see cref="OProj"/>.</summary>
    /// <param name="x">The normalized input, [tokens, hidden].</param>
    /// <returns>The attention output, [tokens, heads * headSize].</returns>
    public Tensor Attend(Tensor x, ForwardContext context)
    {
        using DisposeScope scope = NewDisposeScope();
        (long heads, long keyHeads) = (config.HeadCount, config.KeyValueHeadCount);
        Tensor qkv = QkvProj.Forward(x).view(x.size(0), heads + (2 * keyHeads), config.HeadSize);
        Tensor rotated = Rotations.Rotate(qkv.narrow(1, 0, heads + keyHeads), context.Cos, context.Sin);
        return context.Attention.Attend(layer, rotated.narrow(1, 0, heads), rotated.narrow(1, heads, keyHeads), qkv.narrow(1, heads + keyHeads, keyHeads))
            .MoveToOuterDisposeScope();
    }
}
