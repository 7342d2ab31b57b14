using QwenWebChat.Inference.Caching;
using QwenWebChat.Inference.Checkpoints;
using QwenWebChat.Inference.Devices;
using QwenWebChat.Inference.Execution;
using QwenWebChat.Inference.Kernels;
using QwenWebChat.Inference.Model;
using QwenWebChat.Inference.Torch.Model;

namespace QwenWebChat.Inference.Torch.Execution;

/// <summary>A model whose last layers libtorch runs, on GPUs or as the CPU's reference.</summary>
/// <param name="Host">The weights in the machine's memory: the embedding, and the first layers where they stay there.</param>
/// <param name="Stages">The layers that libtorch runs, from the first of them to the last.</param>
internal sealed record DevicePlacement(
    IReadOnlyList<PlannedWeight> Host, IReadOnlyList<StagePlan> Stages, KvFormat KvFormat, int MaxStepTokens, MemoryPlan Memory)
    : ModelPlacement(KvFormat, MaxStepTokens, Memory)
{
    public override IReadOnlyList<PlannedWeight> Weights => [.. Host, .. Stages.SelectMany(stage => stage.Ranks).SelectMany(rank => rank.Weights)];

    public override WeightPolicy Policy => Stages[^1].Ranks[0].Weights[0].Policy;

    /// <summary>Layers that the CPU's own kernels run.</summary>
    public int HostLayers => Host.Max(weight => weight.Spec.Layer) + 1 ?? 0;

    // The embedding is only looked up in.
    public override long BytesPerToken => WeightBytes - Host.Where(weight => weight.Spec.Name == TensorSpec.EmbeddingName).Sum(weight => weight.Bytes);

    public override string FormatName => Weights
        .Where(weight => weight.Spec.IsMatrix && !weight.Spec.IsVocabulary)
        .GroupBy(weight => weight.FormatName)
        .MaxBy(group => group.Sum(weight => weight.Spec.ElementCount))!.Key;

    public override IEnumerable<ComputeDevice> Devices => Stages.SelectMany(stage => stage.Ranks).Select(rank => rank.Device);

    public override IServingModel Load(Checkpoint checkpoint, LoadSettings settings, out string? cacheNote)
    {
        cacheNote = null;
        return new DeviceAssembly(checkpoint, this, settings).Build();
    }
}
