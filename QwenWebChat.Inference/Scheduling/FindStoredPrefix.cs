using QwenWebChat.Inference.Caching;

namespace QwenWebChat.Inference.Scheduling;

/// <summary>Looks up a sequence's prefix in the on-disk cache; null if it has no more blocks than the sequence.</summary>
/// <param name="presentBlocks">The number of blocks that the sequence has.</param>
/// <param name="maxBlocks">The maximum number of blocks that it can use.</param>
internal delegate PrefixFile? FindStoredPrefix(Sequence sequence, int presentBlocks, int maxBlocks);
