using System.Text.Json.Serialization;

namespace QwenWebChat.Inference.Sampling;

/// <summary>
/// Sampling parameters, as in <see cref="SamplingParams"/>, of which each may be left open (null): those of a request or
/// a chat leave it to the model's defaults, a model's defaults to a neutral value.
/// </summary>
public sealed record SamplingOverrides
{
    public static readonly SamplingOverrides None = new();

    public double? Temperature { get; init; }

    public int? TopK { get; init; }

    public double? TopP { get; init; }

    public double? MinP { get; init; }

    public double? RepetitionPenalty { get; init; }

    public double? PresencePenalty { get; init; }

    public double? FrequencyPenalty { get; init; }

    public ulong? Seed { get; init; }

    public int? MaxTokens { get; init; }

    public StopSequences? Stop { get; init; }

    /// <summary>True to continue past the model's end tokens; chats do not store it, nor the values below.</summary>
    [JsonIgnore]
    public bool IgnoreEndTokens { get; init; }

    [JsonIgnore]
    public LogitBias? LogitBias { get; init; }

    [JsonIgnore]
    public TokenIdSet? StopTokenIds { get; init; }

    [JsonIgnore]
    public int? MinTokens { get; init; }
}
