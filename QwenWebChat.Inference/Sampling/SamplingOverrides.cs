namespace QwenWebChat.Inference.Sampling;

/// <summary>Sampling parameters of a request, as in <see cref="SamplingParams"/>; null values use the model's defaults.</summary>
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
