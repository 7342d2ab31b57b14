namespace QwenWebChat.App.Conversations;

/// <summary>The measured figures of an answer; null where the model reported none.</summary>
public sealed record MessageFigures
{
    public long? AnswerTokens { get; init; }

    /// <summary>Generation speed after the first token.</summary>
    public double? TokensPerSecond { get; init; }

    /// <summary>Milliseconds from sending the request to the first token.</summary>
    public double? TimeToFirstTokenMs { get; init; }

    public int? PromptTokens { get; init; }

    /// <summary>Prompt tokens that were served from the KV cache.</summary>
    public int? CachedTokens { get; init; }

    /// <summary>The factor by which the model's context was extended for the answer.</summary>
    public int? YarnFactor { get; init; }

    /// <summary>The name of the model that generated the answer.</summary>
    public string? Model { get; init; }

    public string? FinishReason { get; init; }
}
