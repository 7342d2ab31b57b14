using Microsoft.Extensions.AI;

namespace QwenWebChat.App.Chat;

/// <summary>What a request is doing before its first token, as an update of the response stream.</summary>
public sealed class GenerationProgressContent : AIContent
{
    /// <summary>Requests ahead in the queue; 0 once the prompt is being read.</summary>
    public int RequestsAhead { get; init; }

    /// <summary>Prompt tokens read so far.</summary>
    public int ReadTokens { get; init; }

    /// <summary>All prompt tokens.</summary>
    public int PromptTokens { get; init; }

    /// <summary>How long the rest of the prompt should take; none while that is unknown.</summary>
    public TimeSpan? Left { get; init; }
}
