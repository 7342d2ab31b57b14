using Microsoft.Extensions.AI;

namespace QwenWebChat.App.Api.OpenAi;

/// <summary>The tokens of a request.</summary>
internal sealed record TokenUsage(long PromptTokens, long CompletionTokens, TokenUsage.PromptDetails PromptTokensDetails)
{
    public long TotalTokens => PromptTokens + CompletionTokens;

    /// <summary>Adds up the answers to one prompt.</summary>
    public static TokenUsage Of(IReadOnlyCollection<UsageDetails> answers) => new(
        answers.Max(answer => answer.InputTokenCount) ?? 0,
        answers.Sum(answer => answer.OutputTokenCount) ?? 0,
        new PromptDetails(answers.Max(answer => answer.CachedInputTokenCount) ?? 0));

    /// <summary>The tokens of the prompt.</summary>
    /// <param name="CachedTokens">Those whose prefill was found in the cache.</param>
    internal sealed record PromptDetails(long CachedTokens);
}
