using QwenWebChat.Inference.Kernels;

namespace QwenWebChat.Inference.Torch.Kernels;

/// <summary>Contiguous queries of a step and the contiguous cache slots that they attend to.</summary>
/// <param name="FirstQuery">The row of the first query among all queries of the step.</param>
/// <param name="QueryCount">The number of queries, at least 1.</param>
/// <param name="FirstSlot">The slot of the first key and value.</param>
/// <param name="SlotCount">The number of slots, at least 1; if causal, at least <paramref name="QueryCount"/>.</param>
/// <param name="IsCausal">
/// True if the slots end with the queries' own tokens, so that query i of n sees all but the last n - 1 - i slots;
/// otherwise every query sees all slots.
/// </param>
internal readonly record struct AttentionSegment(int FirstQuery, int QueryCount, int FirstSlot, int SlotCount, bool IsCausal);
