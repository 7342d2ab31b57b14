using QwenWebChat.Inference.Kernels;
using static TorchSharp.torch;

namespace QwenWebChat.Inference.Torch.Kernels;

/// <summary>An <see cref="AttentionRound"/> on a device.</summary>
/// <param name="Slots">The slots that are copied together, int64, [slots]; null if attention reads the cache in place.</param>
internal sealed record SegmentRound(Tensor? Slots, IReadOnlyList<SegmentPass> Passes);
