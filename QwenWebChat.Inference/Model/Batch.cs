using QwenWebChat.Inference.Kernels;

namespace QwenWebChat.Inference.Model;

/// <summary>The new tokens of one step, of one sequence or many.</summary>
/// <param name="Ids">Token ids, one run after the other, [tokens].</param>
/// <param name="Runs">Whose they are.</param>
/// <param name="LogitRows">The tokens after which logits are wanted, as places in <paramref name="Ids"/>.</param>
internal sealed record Batch(int[] Ids, IReadOnlyList<BatchRun> Runs, int[] LogitRows);

/// <summary>One sequence's part of a <see cref="Batch"/>.</summary>
/// <param name="Tokens">Where its tokens stand in the batch and in the cache.</param>
/// <param name="YarnFactor">How far its context is stretched: 1, or what <c>Qwen2Config.YarnFactorFor</c> gave.</param>
internal sealed record BatchRun(AttentionRun Tokens, int YarnFactor);
