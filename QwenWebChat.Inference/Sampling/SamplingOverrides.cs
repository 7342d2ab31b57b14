namespace QwenWebChat.Inference.Sampling;

/// <summary>What a caller asks for; what is null is left to the model's defaults. Meanings as in <see cref="SamplingParams"/>.</summary>
public sealed record SamplingOverrides
{
    public double? Temperature { get; init; }

    public int? TopK { get; init; }

    public double? TopP { get; init; }

    public double? MinP { get; init; }

    public double? RepetitionPenalty { get; init; }

    public double? PresencePenalty { get; init; }

    public double? FrequencyPenalty { get; init; }

    public ulong? Seed { get; init; }

    public IReadOnlyList<string>? StopStrings { get; init; }

    public int? MaxTokens { get; init; }

    public bool IgnoreEndTokens { get; init; }
}
