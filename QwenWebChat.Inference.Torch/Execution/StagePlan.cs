using QwenWebChat.Inference.Checkpoints;
using QwenWebChat.Inference.Devices;
using QwenWebChat.Inference.Execution;
using QwenWebChat.Inference.Model;
using QwenWebChat.Inference.Torch.Caching;
using QwenWebChat.Inference.Torch.Checkpoints;
using QwenWebChat.Inference.Torch.Devices;
using QwenWebChat.Inference.Torch.Kernels;
using QwenWebChat.Inference.Torch.Model;

namespace QwenWebChat.Inference.Torch.Execution;

/// <summary>The plan of a stage: consecutive layers that libtorch runs, on one device or shared by several.</summary>
/// <param name="Layers">The layer numbers, such as 8..28.</param>
/// <param name="HasHead">True if the first device of the stage also holds the final norm and the head.</param>
internal sealed record StagePlan(Range Layers, bool HasHead, IReadOnlyList<RankPlan> Ranks)
{
    public int LayerCount => Layers.End.Value - Layers.Start.Value;
}

/// <summary>The part of a stage on one device.</summary>
/// <param name="Config">The model's configuration with the head and FFN column counts of this device.</param>
/// <param name="Weights">The weights of this device, each with its storage format.</param>
internal sealed record RankPlan(ComputeDevice Device, Qwen2Config Config, IReadOnlyList<PlannedWeight> Weights);
