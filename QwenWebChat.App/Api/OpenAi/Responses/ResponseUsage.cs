using Microsoft.Extensions.AI;

namespace QwenWebChat.App.Api.OpenAi.Responses;

/// <summary>The tokens of a response.</summary>
internal sealed record ResponseUsage(long InputTokens, ResponseUsage.InputDetails InputTokensDetails, long OutputTokens)
{
    public OutputDetails OutputTokensDetails { get; } = new(0);

    public long TotalTokens => InputTokens + OutputTokens;

    public static ResponseUsage Of(UsageDetails usage) =>
        new(usage.InputTokenCount ?? 0, new InputDetails(usage.CachedInputTokenCount ?? 0, 0), usage.OutputTokenCount ?? 0);

    /// <summary>The tokens of the prompt.</summary>
    internal sealed record InputDetails(long CachedTokens, long CacheWriteTokens);

    /// <summary>The tokens of the answer.</summary>
    internal sealed record OutputDetails(long ReasoningTokens);
}
