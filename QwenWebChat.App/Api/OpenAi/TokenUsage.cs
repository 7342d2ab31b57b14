using Microsoft.Extensions.AI;

namespace QwenWebChat.App.Api.OpenAi;

/// <summary>The tokens of a request.</summary>
internal sealed record TokenUsage(long PromptTokens, long CompletionTokens, TokenUsage.PromptDetails PromptTokensDetails)
{
    public long TotalTokens => PromptTokens + CompletionTokens;

    /// <summary>Adds up the answers; a prompt counts once, however many answers it has.</summary>
    /// <param name="answersEach">The number of answers to each prompt; null if all have the same.</param>
    public static TokenUsage Sum(IReadOnlyList<UsageDetails> answers, int? answersEach = null)
    {
        UsageDetails[] prompts = [.. answers.Where((_, index) => index % (answersEach ?? answers.Count) == 0)];
        return new TokenUsage(
            prompts.Sum(answer => answer.InputTokenCount) ?? 0,
            answers.Sum(answer => answer.OutputTokenCount) ?? 0,
            new PromptDetails(prompts.Sum(answer => answer.CachedInputTokenCount) ?? 0));
    }

    /// <summary>The tokens of the prompt.</summary>
    /// <param name="CachedTokens">Those whose prefill was found in the cache.</param>
    internal sealed record PromptDetails(long CachedTokens);
}
