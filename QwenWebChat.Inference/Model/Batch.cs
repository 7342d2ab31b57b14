using QwenWebChat.Inference.Kernels;

namespace QwenWebChat.Inference.Model;

/// <summary>The new tokens of one step, of one or several sequences.</summary>
/// <param name="Ids">Token ids, one run after the other, [tokens].</param>
/// <param name="Runs">The sequences that the tokens belong to.</param>
/// <param name="LogitRows">The tokens whose logits are requested, as indices into <paramref name="Ids"/>.</param>
internal sealed record Batch(int[] Ids, IReadOnlyList<BatchRun> Runs, int[] LogitRows);

/// <summary>One sequence's part of a <see cref="Batch"/>.</summary>
/// <param name="Tokens">The positions of its tokens in the batch and in the cache.</param>
/// <param name="YarnFactor">The YaRN factor of its context: 1, or the result of <c>Qwen2Config.YarnFactorFor</c>.</param>
internal sealed record BatchRun(AttentionRun Tokens, int YarnFactor);
