using QwenWebChat.Inference.Kernels;
using static TorchSharp.torch;

namespace QwenWebChat.Inference.Torch.Kernels;

/// <summary>An <see cref="AttentionRound"/> on a device.</summary>
/// <param name="Slots">Int64, which are copied together, [slots]; null where attention reads the cache itself.</param>
internal sealed record SegmentRound(Tensor? Slots, IReadOnlyList<SegmentPass> Passes);
