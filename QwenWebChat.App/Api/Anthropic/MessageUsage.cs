using Microsoft.Extensions.AI;

namespace QwenWebChat.App.Api.Anthropic;

/// <summary>The tokens of a request.</summary>
/// <param name="InputTokens">The tokens of the prompt without those found in the cache.</param>
/// <param name="CacheReadInputTokens">The tokens of the prompt whose prefill was found in the cache.</param>
internal sealed record MessageUsage(long InputTokens, long CacheReadInputTokens, long OutputTokens)
{
    /// <summary>Always 0: the cache fills itself, and nobody is charged for it.</summary>
    public long CacheCreationInputTokens { get; }

    public static MessageUsage Of(UsageDetails usage)
    {
        long cached = usage.CachedInputTokenCount ?? 0;
        return new MessageUsage((usage.InputTokenCount ?? 0) - cached, cached, usage.OutputTokenCount ?? 0);
    }
}
