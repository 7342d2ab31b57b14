namespace QwenWebChat.App.Data;

/// <summary>What was chosen for one conversation; what is null is left to the model's defaults.</summary>
public sealed record ConversationSettings
{
    public static readonly ConversationSettings None = new();

    public double? Temperature { get; init; }

    public double? TopP { get; init; }

    public int? TopK { get; init; }

    public double? MinP { get; init; }

    public double? RepetitionPenalty { get; init; }

    public double? PresencePenalty { get; init; }

    public double? FrequencyPenalty { get; init; }

    public ulong? Seed { get; init; }

    public int? MaxTokens { get; init; }

    /// <summary>Where one of these comes, the answer ends before it; one a line.</summary>
    public string? Stop { get; init; }
}
