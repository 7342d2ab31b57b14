using Microsoft.Extensions.AI;
using QwenWebChat.Inference.Sampling;

namespace QwenWebChat.Inference.Chat;

/// <summary>The log-probabilities of the prompt's tokens, before the first token of the answer: one entry for each, null for the first.</summary>
public sealed class PromptLogprobsContent(IReadOnlyList<TokenLogprobs?> logprobs) : AIContent
{
    public IReadOnlyList<TokenLogprobs?> Logprobs => logprobs;
}
