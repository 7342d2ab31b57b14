namespace QwenWebChat.Inference.Chat;

/// <summary>The progress of a request before its first token.</summary>
/// <param name="RequestsAhead">The requests before it in the queue; 0 during prefill.</param>
/// <param name="ReadTokens">The prompt tokens that are prefilled.</param>
/// <param name="PromptTokens">All prompt tokens.</param>
/// <param name="Left">The estimated rest of the prefill time; null if it is unknown.</param>
public readonly record struct PromptProgress(int RequestsAhead, int ReadTokens, int PromptTokens, TimeSpan? Left = null)
{
    /// <summary>The oldest turns are being summarised before the request is sent.</summary>
    public bool IsSummarizing { get; init; }
}
