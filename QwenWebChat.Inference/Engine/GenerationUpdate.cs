using QwenWebChat.Inference.Metrics;
using QwenWebChat.Inference.Sampling;

namespace QwenWebChat.Inference.Engine;

/// <summary>An update of a request; the cases occur in the order in which they are declared here.</summary>
public abstract record GenerationUpdate
{
    private GenerationUpdate()
    {
    }

    /// <summary>The request waits in the queue.</summary>
    /// <param name="RequestsAhead">The number of running and waiting requests ahead of it.</param>
    public sealed record Queued(int RequestsAhead) : GenerationUpdate;

    /// <summary>The prefill progress.</summary>
    /// <param name="ReadTokens">Prompt tokens processed so far, including cached ones.</param>
    /// <param name="PromptTokens">The number of prompt tokens.</param>
    public sealed record PromptRead(int ReadTokens, int PromptTokens) : GenerationUpdate
    {
        /// <summary>The estimated remaining time of the prefill; null while it is unknown.</summary>
        public TimeSpan? Left { get; init; }
    }

    /// <summary>The logits of the token after the prompt; sent only if the request asks for them.</summary>
    /// <param name="Largest">The largest logits in descending order, before any penalty.</param>
    public sealed record PromptLogits(IReadOnlyList<TokenLogit> Largest) : GenerationUpdate;

    /// <summary>The log-probabilities of the prompt's tokens; sent only if the request asks for them.</summary>
    /// <param name="Logprobs">One entry for each token; null for the first, which follows nothing.</param>
    public sealed record PromptLogprobs(IReadOnlyList<TokenLogprobs?> Logprobs) : GenerationUpdate;

    /// <summary>A new token.</summary>
    /// <param name="Text">The text that it completes; empty while a character or a stop string may be incomplete.</param>
    public sealed record Token(int Id, string Text) : GenerationUpdate
    {
        /// <summary>
        /// The log-probabilities at its position; null if the request does not ask for them. A token that a grammar forces, for
        /// which the model computes no logits, has the probability 1.
        /// </summary>
        public TokenLogprobs? Logprobs { get; init; }
    }

    /// <summary>The answer has ended; no update follows.</summary>
    /// <param name="Text">The text held back until now.</param>
    /// <param name="TokenTimes">The time of each answer token, from the request's arrival.</param>
    public sealed record Finished(string Text, RequestRecord Record, IReadOnlyList<TimeSpan> TokenTimes) : GenerationUpdate
    {
        /// <summary>The stop string that ended the answer; null if something else did.</summary>
        public string? StopString { get; init; }

        /// <summary>
        /// The id of <see cref="SamplingParams.StopTokenIds"/> that ended the answer; null if something else did, such as
        /// one of the model's own end tokens.
        /// </summary>
        public int? StopTokenId { get; init; }

        public FinishReason Reason => Record.FinishReason!.Value;
    }
}
