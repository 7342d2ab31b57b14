using QwenWebChat.Inference.Caching;

namespace QwenWebChat.Inference.Scheduling;

/// <summary>Looks on the disk for a sequence's first blocks; null where there are no more of them than it has.</summary>
/// <param name="presentBlocks">Those that it has.</param>
/// <param name="mostBlocks">Those that it can use at most.</param>
internal delegate PrefixFile? FindKeptPrefix(Sequence sequence, int presentBlocks, int mostBlocks);
