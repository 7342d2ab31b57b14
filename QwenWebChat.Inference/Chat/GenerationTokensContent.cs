using Microsoft.Extensions.AI;
using QwenWebChat.Inference.Sampling;

namespace QwenWebChat.Inference.Chat;

/// <summary>The ids of the tokens that an answer grew by, whether or not they completed a text.</summary>
public sealed class GenerationTokensContent(IReadOnlyList<int> ids) : AIContent
{
    public IReadOnlyList<int> Ids => ids;

    /// <summary>The log-probabilities of each token; null if the request does not ask for them, or the template wrote the tokens.</summary>
    public IReadOnlyList<TokenLogprobs>? Logprobs { get; init; }
}
