using QwenWebChat.Inference.Kernels;

namespace QwenWebChat.Inference.Torch.Kernels;

/// <summary>Neighbouring queries of a step and neighbouring slots of the cache that they look at.</summary>
/// <param name="FirstQuery">The row of the first query among all of the step.</param>
/// <param name="QueryCount">At least 1.</param>
/// <param name="FirstSlot">The slot of the first key and value.</param>
/// <param name="SlotCount">At least 1, and where causal at least <paramref name="QueryCount"/>.</param>
/// <param name="IsCausal">
/// Whether the slots end with the queries' own tokens, so that query i of n sees all but the last n - 1 - i; else each
/// sees all.
/// </param>
internal readonly record struct AttentionSegment(int FirstQuery, int QueryCount, int FirstSlot, int SlotCount, bool IsCausal);
