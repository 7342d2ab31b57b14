namespace QwenWebChat.Inference.Kernels;

/// <summary>The new tokens of one sequence in a step.</summary>
/// <param name="Blocks">The sequence's blocks in order, enough for all its tokens up to the new ones.</param>
/// <param name="Start">The position of the first new token: tokens before it are cached.</param>
/// <param name="Count">The number of new tokens, at least 1.</param>
/// <param name="FirstRow">The row of the first new token among all tokens of the step.</param>
internal sealed record AttentionRun(int[] Blocks, int Start, int Count, int FirstRow);
