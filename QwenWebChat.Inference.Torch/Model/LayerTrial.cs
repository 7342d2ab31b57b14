using QwenWebChat.Inference.Checkpoints;
using QwenWebChat.Inference.Kernels;
using QwenWebChat.Inference.Model;
using QwenWebChat.Inference.Torch.Kernels;
using TorchSharp;
using static TorchSharp.torch;

namespace QwenWebChat.Inference.Torch.Model;

/// <summary>Decides whether the layers of a device are scripted, by comparing one with the layer itself.</summary>
internal static class LayerTrial
{
    private const string Name = "TorchScript";
    private const int Tokens = 3;
    private const ulong Seed = 11;

    /// <param name="isWhole">True if no other device computes a part of the same layers.</param>
    /// <returns>The scripted layers, empty for none, and the choice; null if the operators are the plain ones of the reference.</returns>
    public static (IReadOnlyList<ScriptedLayer> Layers, OperatorChoice? Choice) Choose(
        StageRank rank, Qwen2Config config, DeviceOperators operators, bool isWhole, KvFormat format)
    {
        if (operators.Scripted is null)
        {
            return ([], null);
        }

        Scalar epsilon = config.RmsNormEps.ToScalar();
        ScriptedLayer[] layers = [.. rank.Layers.Select((layer, i) => ScriptedLayer.Of(layer, i, epsilon)).OfType<ScriptedLayer>()];
        string? reason = !isWhole ? "the layers are divided among devices"
            : !operators.HasNorm ? "there is no operator for the norm"
            : format == KvFormat.Int8 ? "keys and values are cached in int8"
            : layers.Length < rank.Layers.Count ? "it does not support the format of a weight"
            : Fault(rank, layers[0], config);
        return reason is null
            ? (layers, new OperatorChoice(OperatorTrial.Layer, Name, []))
            : ([], new OperatorChoice(OperatorTrial.Layer, OperatorTrial.Plain, [$"{Name}: {reason}"]));
    }

    /// <summary>Compares the first layer, with a few tokens in the first block of the cache, which is still unused.</summary>
    private static string? Fault(StageRank rank, ScriptedLayer scripted, Qwen2Config config)
    {
        using IDisposable mode = no_grad();
        using DisposeScope scope = NewDisposeScope();
        (Tensor cos, Tensor sin) = Rotations.At(new RotaryEmbeddings(config).For(1), [.. Enumerable.Range(0, Tokens)]);
        Batch batch = new(new int[Tokens], [new BatchRun(new AttentionRun([0], 0, Tokens, 0), 1)], []);
        ForwardContext context = rank.Begin(batch, cos, sin);
        using Generator generator = new(Seed, CPU);
        Tensor hidden = rank.Take(randn([Tokens, config.HiddenSize], ScalarType.Float32, CPU, generator: generator));
        return OperatorTrial.Compare(() => scripted.Forward(hidden, context.Cos, context.Sin, (TensorAttention)context.Attention), rank.Layers[0].Forward(hidden, context));
    }
}
