namespace QwenWebChat.Inference.Chat;

/// <summary>The measured figures of an answer; a figure is null if it is not known.</summary>
public sealed record AnswerFigures
{
    public long? AnswerTokens { get; init; }

    /// <summary>Tokens per second after the first token; 0 for a single token.</summary>
    public double? TokensPerSecond { get; init; }

    /// <summary>The mean number of tokens that a decode step generated; null if no drafted token was accepted.</summary>
    public double? TokensPerStep { get; init; }

    /// <summary>Milliseconds from sending the request to the first token.</summary>
    public double? TimeToFirstTokenMs { get; init; }

    public int? PromptTokens { get; init; }

    /// <summary>Prompt tokens that were served from the KV cache.</summary>
    public int? CachedTokens { get; init; }

    /// <summary>The factor by which YaRN extended the model's context for the answer; 1 for none.</summary>
    public int? YarnFactor { get; init; }

    /// <summary>The name of the model that generated the answer.</summary>
    public string? Model { get; init; }

    public string? FinishReason { get; init; }
}
