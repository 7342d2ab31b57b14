using System.Runtime.InteropServices;
using QwenWebChat.Inference.Checkpoints;
using QwenWebChat.Inference.Kernels;
using QwenWebChat.Inference.Model;
using QwenWebChat.Inference.Torch.Kernels;
using static TorchSharp.torch;

namespace QwenWebChat.Inference.Torch.Model;

/// <summary>The first layers of the model on the CPU, in the project's own kernels, for a GPU that cannot hold all layers.</summary>
/// <param name="weights">The weights; the caller keeps ownership.</param>
internal sealed class HostStage(Qwen2Config config, ModelWeights weights, int layerCount, KvFormat format, int blockCount) : ILayerStage
{
    private readonly CpuLayers _layers = new(config, weights, layerCount, format, blockCount);

    public IReadOnlyList<OperatorChoice> Operators => weights.Operators;

    // These weights are counted with the embedding, which lies in the same memory.
    public long WeightBytes => 0;

    // Nothing is prepared: the host has no idle time in which to do it.
    public void Prepare(Batch next)
    {
    }

    public Tensor Forward(Tensor hidden, Batch batch)
    {
        _layers.Begin(batch.Ids.Length);
        MemoryMarshal.Cast<byte, float>(hidden.bytes).CopyTo(_layers.Hidden);
        _layers.Run(batch);
        Tensor result = empty([batch.Ids.Length, config.HiddenSize], ScalarType.Float32);
        _layers.Hidden.CopyTo(MemoryMarshal.Cast<byte, float>(result.bytes));
        return result;
    }

    public void Dispose() => _layers.Dispose();
}
