using QwenWebChat.Inference.Metrics;
using QwenWebChat.Inference.Scheduling;

namespace QwenWebChat.Inference.Engine;

/// <summary>A step in the life of a request; its cases come in the order in which they stand here.</summary>
public abstract record GenerationUpdate
{
    private GenerationUpdate()
    {
    }

    /// <summary>The request waits.</summary>
    /// <param name="RequestsAhead">Running and waiting requests before it.</param>
    public sealed record Queued(int RequestsAhead) : GenerationUpdate;

    /// <summary>Part of the prompt is read.</summary>
    /// <param name="ReadTokens">Tokens read so far, cached ones included.</param>
    /// <param name="PromptTokens">All tokens of the prompt.</param>
    public sealed record PromptRead(int ReadTokens, int PromptTokens) : GenerationUpdate
    {
        /// <summary>How long the rest should take; none while that is unknown.</summary>
        public TimeSpan? Left { get; init; }
    }

    /// <summary>The model's view of what comes after the prompt; only where the request asks for it.</summary>
    /// <param name="Largest">The largest logits, largest first, before any penalty.</param>
    public sealed record PromptLogits(IReadOnlyList<TokenLogit> Largest) : GenerationUpdate;

    /// <summary>One more token.</summary>
    /// <param name="Text">What it completes; empty while a character or a stop string may still be open.</param>
    public sealed record Token(int Id, string Text) : GenerationUpdate;

    /// <summary>The answer is over; nothing follows.</summary>
    /// <param name="Text">What was held back until now.</param>
    public sealed record Finished(string Text, FinishReason Reason, RequestTimeline Timings) : GenerationUpdate;
}
