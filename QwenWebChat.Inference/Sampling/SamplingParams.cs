using QwenWebChat.Inference.Checkpoints;

namespace QwenWebChat.Inference.Sampling;

/// <summary>How the next token is chosen and when an answer ends. Names and ranges are those of the OpenAI API and vLLM.</summary>
public sealed record SamplingParams
{
    /// <summary>What Qwen2.5 is made to write at most in one answer; the limit where neither caller nor model names one.</summary>
    public const int DefaultMaxTokens = 8_192;

    // Below it, a float32 division by the temperature overflows.
    private const double LowestTemperature = 1e-5;

    /// <summary>0 is greedy: the largest logit wins, ties go to the lower id.</summary>
    public double Temperature { get; init; } = 1;

    /// <summary>Only the k most likely tokens stay; 0 keeps all.</summary>
    public int TopK { get; init; }

    /// <summary>The smallest set of most likely tokens whose probabilities reach this sum (Holtzman et al. 2020); 1 keeps all.</summary>
    public double TopP { get; init; } = 1;

    /// <summary>Tokens below this share of the most likely one's probability are dropped (Nguyen et al. 2024); 0 keeps all.</summary>
    public double MinP { get; init; }

    /// <summary>Divides positive and multiplies negative logits of tokens in prompt or answer (Keskar et al. 2019); 1 is off.</summary>
    public double RepetitionPenalty { get; init; } = 1;

    /// <summary>Subtracted once from tokens that the answer already holds; 0 is off.</summary>
    public double PresencePenalty { get; init; }

    /// <summary>Subtracted for each time that the answer already holds a token; 0 is off.</summary>
    public double FrequencyPenalty { get; init; }

    /// <summary>Equal seeds, parameters and prompts give equal answers.</summary>
    public ulong Seed { get; init; }

    /// <summary>The answer ends before the first of these texts, wherever token borders fall.</summary>
    public IReadOnlyList<string> StopStrings { get; init; } = [];

    /// <summary>The most tokens to generate; fewer where the context ends before.</summary>
    public int MaxTokens { get; init; } = DefaultMaxTokens;

    /// <summary>Goes on past the model's end tokens.</summary>
    public bool IgnoreEndTokens { get; init; }

    public bool IsGreedy => Temperature < LowestTemperature;

    /// <summary>
    /// A model's own defaults under the caller's choices. Someone who asks for temperature 0 asks for the largest
    /// logit, so the penalty of the model's sampling recipe then applies only where the caller names it.
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

    /// <exception cref="ArgumentException">A value is out of range; the message names it, the value and the range.</exception>
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
