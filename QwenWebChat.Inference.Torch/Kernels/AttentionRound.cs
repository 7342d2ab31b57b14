using QwenWebChat.Inference.Kernels;

namespace QwenWebChat.Inference.Torch.Kernels;

/// <summary>Segments of a step over the same keys and values.</summary>
/// <param name="Slots">Which slots are copied together, so that a segment's slots are places among them; null where they are attended in the cache itself.</param>
internal sealed record AttentionRound(long[]? Slots, IReadOnlyList<AttentionSegment> Segments);
