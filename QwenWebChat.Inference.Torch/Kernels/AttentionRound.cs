using QwenWebChat.Inference.Kernels;

namespace QwenWebChat.Inference.Torch.Kernels;

/// <summary>Segments of a step that read the same keys and values.</summary>
/// <param name="Slots">
/// The slots that are copied together; the segments' slots are indices into the copy. Null if attention reads the cache
/// in place.
/// </param>
internal sealed record AttentionRound(long[]? Slots, IReadOnlyList<AttentionSegment> Segments);
