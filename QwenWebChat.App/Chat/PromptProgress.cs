namespace QwenWebChat.App.Chat;

/// <summary>What a request does before its first token.</summary>
/// <param name="RequestsAhead">Requests before it in the queue; 0 once the prompt is being read.</param>
/// <param name="ReadTokens">Prompt tokens read so far.</param>
/// <param name="PromptTokens">All prompt tokens.</param>
/// <param name="Left">How long the rest of the prompt should take; none while that is unknown.</param>
public readonly record struct PromptProgress(int RequestsAhead, int ReadTokens, int PromptTokens, TimeSpan? Left = null)
{
    /// <summary>The oldest turns are being summarised first.</summary>
    public bool IsSummarizing { get; init; }
}
