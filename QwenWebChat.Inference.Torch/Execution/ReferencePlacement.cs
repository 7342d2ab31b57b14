using QwenWebChat.Inference.Checkpoints;
using QwenWebChat.Inference.Devices;
using QwenWebChat.Inference.Execution;
using QwenWebChat.Inference.Model;

namespace QwenWebChat.Inference.Torch.Execution;

/// <summary>Places a model for the reference of the CPU kernels: the same weights, with products in float32 by libtorch.</summary>
internal static class ReferencePlacement
{
    /// <inheritdoc cref="CpuPlacement.Decide()"/>
    public static DevicePlacement Decide(Checkpoint checkpoint, InferenceOptions options, long hostBytes)
    {
        HostPlacement whole = new CpuPlacement(checkpoint, options, hostBytes).Decide(WeightStore.Exact);
        ILookup<bool, PlannedWeight> isEmbedding = whole.Weights.ToLookup(weight => weight.Spec.Name == TensorSpec.EmbeddingName);
        PlannedWeight[] rest = [.. isEmbedding[false], .. checkpoint.Config.TieWordEmbeddings ? isEmbedding[true] : []];
        // Reading rows from panels is as exact as reading them from a tensor.
        PlannedWeight[] embedding = [.. isEmbedding[true].Select(weight => weight with { Policy = weight.Policy with { Store = WeightStore.Panels } })];
        RankPlan rank = new(new ComputeDevice("this machine", null, hostBytes, hostBytes), checkpoint.Config, rest);
        return new DevicePlacement(embedding, [new StagePlan(..checkpoint.Config.LayerCount, true, [rank])], whole.KvFormat, whole.MaxStepTokens, whole.Memory);
    }
}
