
namespace QwenWebChat.Inference.Sampling;

/// <summary>Sampling parameters and end conditions of an answer. Names and ranges are those of the OpenAI API and vLLM.</summary>
public sealed record SamplingParams
{
    /// <summary>The default limit of new tokens: the maximum that Qwen2.5 is trained to generate in one answer.</summary>
    public const int DefaultMaxTokens = 8_192;

    /// <summary>The maximum number of <see cref="StopTokenIds"/>.</summary>
    public const int MaxStopTokenIds = 1_024;

    // With a smaller temperature a float32 division by it overflows.
    private const double LowestTemperature = 1e-5;

    /// <summary>The temperature; 0 is greedy: the largest logit wins, and ties go to the lower id.</summary>
    public double Temperature { get; init; } = 1;

    /// <summary>Top-k: only the k most likely tokens are candidates; 0 is off.</summary>
    public int TopK { get; init; }

    /// <summary>
    /// Top-p: the candidates are the smallest set of most likely tokens whose probabilities reach this sum (Holtzman et
    /// al. 2020); 1 is off.
    /// </summary>
    public double TopP { get; init; } = 1;

    /// <summary>Min-p: tokens below this share of the highest probability are dropped (Nguyen et al. 2024); 0 is off.</summary>
    public double MinP { get; init; }

    /// <summary>Divides positive and multiplies negative logits of tokens in prompt or answer (Keskar et al. 2019); 1 is off.</summary>
    public double RepetitionPenalty { get; init; } = 1;

    /// <summary>Subtracted once from the logits of tokens that the answer already contains; 0 is off.</summary>
    public double PresencePenalty { get; init; }

    /// <summary>Subtracted for each occurrence of a token in the answer; 0 is off.</summary>
    public double FrequencyPenalty { get; init; }

    /// <summary>The random seed. Equal seeds, parameters and prompts give equal answers.</summary>
    public ulong Seed { get; init; }

    /// <summary>The answer ends before the first of these strings, independent of token boundaries.</summary>
    public StopSequences Stop { get; init; } = [];

    /// <summary>The maximum number of tokens to generate; less if the context ends first.</summary>
    public int MaxTokens { get; init; } = DefaultMaxTokens;

    /// <summary>True if generation continues past the model's end tokens.</summary>
    public bool IgnoreEndTokens { get; init; }

    /// <summary>
    /// Numbers from -100 to 100 that are added to the logits of tokens, before penalties and temperature. A grammar still wins: it
    /// is never left without a token.
    /// </summary>
    public LogitBias LogitBias { get; init; } = LogitBias.None;

    /// <summary>
    /// The answer ends with the first of these tokens, whose text is not part of it; also if <see cref="IgnoreEndTokens"/> is set.
    /// </summary>
    public TokenIdSet StopTokenIds { get; init; } = [];

    /// <summary>
    /// The number of first tokens of which none ends the answer: end tokens and <see cref="StopTokenIds"/> are not sampled there,
    /// and the end of a stop string has no effect. If a grammar allows nothing else, the answer ends earlier.
    /// </summary>
    public int MinTokens { get; init; }

    public bool IsGreedy => Temperature < LowestTemperature;

    /// <summary>
    /// Combines a model's defaults with the request's overrides. A request with temperature 0 wants the largest logit,
    /// so the repetition penalty of the model's defaults then applies only if the request sets it.
    /// </summary>
    public static SamplingParams From(SamplingOverrides defaults, SamplingOverrides? overrides = null)
    {
        overrides ??= SamplingOverrides.None;
        SamplingParams neutral = new();
        double? recommendedPenalty = overrides.Temperature == 0 ? null : defaults.RepetitionPenalty;
        return new SamplingParams
        {
            Temperature = overrides.Temperature ?? defaults.Temperature ?? neutral.Temperature,
            TopK = overrides.TopK ?? defaults.TopK ?? neutral.TopK,
            TopP = overrides.TopP ?? defaults.TopP ?? neutral.TopP,
            MinP = overrides.MinP ?? defaults.MinP ?? neutral.MinP,
            RepetitionPenalty = overrides.RepetitionPenalty ?? recommendedPenalty ?? neutral.RepetitionPenalty,
            PresencePenalty = overrides.PresencePenalty ?? defaults.PresencePenalty ?? neutral.PresencePenalty,
            FrequencyPenalty = overrides.FrequencyPenalty ?? defaults.FrequencyPenalty ?? neutral.FrequencyPenalty,
            Seed = overrides.Seed ?? (ulong)Random.Shared.NextInt64(),
            Stop = overrides.Stop ?? neutral.Stop,
            MaxTokens = overrides.MaxTokens ?? defaults.MaxTokens ?? neutral.MaxTokens,
            IgnoreEndTokens = overrides.IgnoreEndTokens,
            LogitBias = overrides.LogitBias ?? neutral.LogitBias,
            StopTokenIds = overrides.StopTokenIds ?? neutral.StopTokenIds,
            MinTokens = overrides.MinTokens ?? neutral.MinTokens,
        };
    }

    /// <param name="vocabularySize">The number of the model's token ids.</param>
    /// <exception cref="ArgumentException">A value is out of range; the message has its name, the value and the allowed range.</exception>
    public void Validate(int vocabularySize = int.MaxValue)
    {
        SamplingOverrides values = SamplingParameters.All.Aggregate(SamplingOverrides.None, (values, parameter) => parameter.Copy(this, values));
        if (SamplingParameters.All.Select(parameter => parameter.ErrorIn(values)).FirstOrDefault(error => error is not null) is { } error)
        {
            throw new ArgumentException(error);
        }

        if (Stop.Any(string.IsNullOrEmpty))
        {
            throw new ArgumentException("stop holds an empty text; a stop text has at least one character.");
        }

        Require(MinTokens >= 0 && MinTokens <= MaxTokens, "min_tokens", MinTokens, $"0 to max_tokens, which is {MaxTokens}");
        Require(StopTokenIds.Count <= MaxStopTokenIds, "The number of stop_token_ids", StopTokenIds.Count, $"at most {MaxStopTokenIds}");
        RequireIds(StopTokenIds, "stop_token_ids", vocabularySize);
        Require(LogitBias.Values.Count <= LogitBias.MaxCount, "The number of tokens in logit_bias", LogitBias.Values.Count, $"at most {LogitBias.MaxCount}");
        RequireIds(LogitBias.Values.Keys, "logit_bias", vocabularySize);
        foreach ((int id, double value) in LogitBias.Values)
        {
            Require(Math.Abs(value) <= LogitBias.MaxValue, $"logit_bias of token {id}", value, $"{-LogitBias.MaxValue} to {LogitBias.MaxValue}");
        }
    }

    private static void RequireIds(IEnumerable<int> ids, string name, int vocabularySize)
    {
        foreach (int id in ids)
        {
            Require(id >= 0 && id < vocabularySize, $"A token id of {name}", id, $"0 to {vocabularySize - 1}");
        }
    }

    private static void Require(bool holds, string name, object value, string range)
    {
        if (!holds)
        {
            throw new ArgumentException(FormattableString.Invariant($"{name} is {value}; it must be {range}."));
        }
    }
}
