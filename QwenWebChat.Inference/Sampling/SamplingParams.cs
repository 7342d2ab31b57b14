using QwenWebChat.Inference.Checkpoints;

namespace QwenWebChat.Inference.Sampling;

/// <summary>Sampling parameters and end conditions of an answer. Names and ranges are those of the OpenAI API and vLLM.</summary>
public sealed record SamplingParams
{
    /// <summary>The default limit of new tokens: the maximum that Qwen2.5 is trained to generate in one answer.</summary>
    public const int DefaultMaxTokens = 8_192;

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
    public IReadOnlyList<string> StopStrings { get; init; } = [];

    /// <summary>The maximum number of tokens to generate; less if the context ends first.</summary>
    public int MaxTokens { get; init; } = DefaultMaxTokens;

    /// <summary>True if generation continues past the model's end tokens.</summary>
    public bool IgnoreEndTokens { get; init; }

    public bool IsGreedy => Temperature < LowestTemperature;

    /// <summary>
    /// Combines a model's defaults with the request's overrides. A request with temperature 0 wants the largest logit,
    /// so the repetition penalty of the model's defaults then applies only if the request sets it.
    /// </summary>
    public static SamplingParams From(GenerationDefaults defaults, SamplingOverrides? overrides = null)
    {
        overrides ??= new SamplingOverrides();
        return new SamplingParams
        {
            Temperature = overrides.Temperature ?? defaults.Temperature,
            TopK = overrides.TopK ?? defaults.TopK,
            TopP = overrides.TopP ?? defaults.TopP,
            MinP = overrides.MinP ?? defaults.MinP,
            RepetitionPenalty = overrides.RepetitionPenalty ?? (overrides.Temperature == 0 ? 1 : defaults.RepetitionPenalty),
            PresencePenalty = overrides.PresencePenalty ?? 0,
            FrequencyPenalty = overrides.FrequencyPenalty ?? 0,
            Seed = overrides.Seed ?? (ulong)Random.Shared.NextInt64(),
            StopStrings = overrides.StopStrings ?? [],
            MaxTokens = overrides.MaxTokens ?? defaults.MaxNewTokens ?? DefaultMaxTokens,
            IgnoreEndTokens = overrides.IgnoreEndTokens,
        };
    }

    /// <exception cref="ArgumentException">A value is out of range; the message has its name, the value and the allowed range.</exception>
    public void Validate()
    {
        Require(Temperature is >= 0 and <= 100, "temperature", Temperature, "0 to 100");
        Require(TopK >= 0, "top_k", TopK, "0 (off) or more");
        Require(TopP is > 0 and <= 1, "top_p", TopP, "above 0, up to 1");
        Require(MinP is >= 0 and <= 1, "min_p", MinP, "0 to 1");
        Require(RepetitionPenalty is > 0 and <= 10, "repetition_penalty", RepetitionPenalty, "above 0, up to 10");
        Require(PresencePenalty is >= -2 and <= 2, "presence_penalty", PresencePenalty, "-2 to 2");
        Require(FrequencyPenalty is >= -2 and <= 2, "frequency_penalty", FrequencyPenalty, "-2 to 2");
        Require(MaxTokens >= 1, "max_tokens", MaxTokens, "1 or more");
        if (StopStrings.Any(string.IsNullOrEmpty))
        {
            throw new ArgumentException("stop holds an empty text; a stop text has at least one character.");
        }
    }

    private static void Require(bool holds, string name, double value, string range)
    {
        if (!holds)
        {
            throw new ArgumentException(FormattableString.Invariant($"{name} is {value}; it must be {range}."));
        }
    }
}
