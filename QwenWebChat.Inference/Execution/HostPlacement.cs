using QwenWebChat.Inference.Caching;
using QwenWebChat.Inference.Checkpoints;
using QwenWebChat.Inference.Kernels;
using QwenWebChat.Inference.Model;

namespace QwenWebChat.Inference.Execution;

/// <summary>The placement of a model completely in host memory, for the CPU's own kernels.</summary>
/// <param name="Weights">The weights, each with its storage format.</param>
internal sealed record HostPlacement(IReadOnlyList<PlannedWeight> Weights, KvFormat KvFormat, int MaxStepTokens, MemoryPlan Memory)
    : ModelPlacement(KvFormat, MaxStepTokens, Memory)
{
    public override IReadOnlyList<PlannedWeight> Weights { get; } = Weights;

    public override WeightPolicy Policy => Weights[0].Policy;

    // If embedding and head are one tensor, every token reads all of it.
    public override long BytesPerToken =>
        WeightBytes - Weights.Where(weight => weight.Spec.Name == TensorSpec.EmbeddingName && Weights.Any(IsHead)).Sum(weight => weight.Bytes);

    public override IServingModel Load(Checkpoint checkpoint, LoadSettings settings, out string? cacheNote)
    {
        ModelWeights weights = ModelWeights.Load(
            checkpoint,
            Weights,
            settings.UsesCache ? WeightCache.Open(checkpoint, Weights) : null,
            settings.ThreadCount,
            settings.Counted(WeightBytes),
            settings.CancellationToken);
        try
        {
            cacheNote = weights.CacheNote;
            return new CpuServingModel(checkpoint.Config, weights, KvFormat, Memory.BlockCount);
        }
        catch
        {
            weights.Dispose();
            throw;
        }
    }

    private static bool IsHead(PlannedWeight weight) => weight.Spec is { IsVocabulary: true, Name: not TensorSpec.EmbeddingName };
}
