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

/// <summary>Consecutive layers that libtorch will run, on one device or shared by several.</summary>
/// <param name="Layers">Their numbers, such as 8..28.</param>
/// <param name="HasHead">Whether the last norm and the head are on its first device.</param>
internal sealed record StagePlan(Range Layers, bool HasHead, IReadOnlyList<RankPlan> Ranks)
{
    public int LayerCount => Layers.End.Value - Layers.Start.Value;
}

/// <summary>What one device will hold of a stage.</summary>
/// <param name="Config">The model's with the counts of heads and FFN columns that are there.</param>
/// <param name="Weights">Every weight and how it will be held.</param>
internal sealed record RankPlan(ComputeDevice Device, Qwen2Config Config, IReadOnlyList<PlannedWeight> Weights);
