using QwenWebChat.Inference.Caching;
using QwenWebChat.Inference.Checkpoints;
using QwenWebChat.Inference.Devices;
using QwenWebChat.Inference.Execution;
using QwenWebChat.Inference.Kernels;
using QwenWebChat.Inference.Model;
using QwenWebChat.Inference.Quantization;
using QwenWebChat.Inference.Torch.Model;

namespace QwenWebChat.Inference.Torch.Execution;

/// <summary>The placement of a model whose last layers libtorch runs, on GPUs or as the CPU reference.</summary>
/// <param name="Host">The weights in host memory: the embedding, and the first layers if they stay on the CPU.</param>
/// <param name="Stages">The layers that libtorch runs, from first to last.</param>
internal sealed record DevicePlacement(
    IReadOnlyList<PlannedWeight> Host, IReadOnlyList<StagePlan> Stages, KvFormat KvFormat, int MaxStepTokens, MemoryPlan Memory)
    : ModelPlacement(KvFormat, MaxStepTokens, Memory)
{
    public override IReadOnlyList<PlannedWeight> Weights => [.. Host, .. Stages.SelectMany(stage => stage.Ranks).SelectMany(rank => rank.Weights)];

    public override WeightPolicy Policy => Stages[^1].Ranks[0].Weights[0].Policy;

    /// <summary>The number of layers that the CPU's own kernels run.</summary>
    public int HostLayers => Host.Max(weight => weight.Spec.Layer) + 1 ?? 0;

    // The embedding is only looked up, so a token reads one row of it.
    public override long BytesPerToken => WeightBytes - Host.Where(weight => weight.Spec.Name == TensorSpec.EmbeddingName).Sum(weight => weight.Bytes);

    public override IEnumerable<ComputeDevice> Devices => Stages.SelectMany(stage => stage.Ranks).Select(rank => rank.Device);

    public override IServingModel Load(Checkpoint checkpoint, LoadSettings settings, out string? cacheNote)
    {
        cacheNote = null;
        return new DeviceAssembly(checkpoint, this, settings).Build();
    }

    protected override MatrixFormat FormatOf(PlannedWeight weight) => weight.OnDevice ?? weight.Format;
}
