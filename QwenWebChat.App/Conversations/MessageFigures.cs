namespace QwenWebChat.App.Conversations;

/// <summary>What an answer took; null where the model did not say.</summary>
public sealed record MessageFigures
{
    public long? AnswerTokens { get; init; }

    /// <summary>After the first token.</summary>
    public double? TokensPerSecond { get; init; }

    /// <summary>From sending to the first token.</summary>
    public double? TimeToFirstTokenMs { get; init; }

    public int? PromptTokens { get; init; }

    /// <summary>Prompt tokens that were still computed from before.</summary>
    public int? CachedTokens { get; init; }

    /// <summary>How far the model's context was stretched for it.</summary>
    public int? YarnFactor { get; init; }

    /// <summary>The name of the model that wrote it.</summary>
    public string? Model { get; init; }

    public string? FinishReason { get; init; }
}
