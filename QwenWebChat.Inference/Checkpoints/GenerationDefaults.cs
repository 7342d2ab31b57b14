namespace QwenWebChat.Inference.Checkpoints;

/// <summary>
/// The sampling values recommended for a model, from <c>generation_config.json</c>; a request may override them. If a
/// file contains any sampling value, the missing ones are neutral and do not change the distribution. A model without
/// any uses <see cref="Family"/>. Source of the keys: huggingface/transformers' GenerationConfig.
/// </summary>
public sealed record GenerationDefaults
{
    /// <summary>The file's name in a model folder.</summary>
    public const string FileName = "generation_config.json";

    private static readonly string[] SamplingKeys = ["temperature", "top_p", "top_k", "min_p", "repetition_penalty"];

    /// <summary>
    /// The values recommended for Qwen2.5. Source: generation_config.json of Qwen2.5-7B-Instruct; Qwen2's instruct
    /// models have the same.
    /// </summary>
    public static GenerationDefaults Family { get; } = new()
    {
        Temperature = 0.7,
        TopP = 0.8,
        TopK = 20,
        RepetitionPenalty = 1.05,
        Source = DefaultsSource.Family,
    };

    /// <summary>The origin of the sampling values.</summary>
    public DefaultsSource Source { get; init; }

    /// <summary>The temperature, by which the logits are divided; 0 selects the most likely token.</summary>
    public double Temperature { get; init; } = 1;

    /// <summary>Top-p: the probability that the candidates must reach together, above 0, at most 1; 1 is off.</summary>
    public double TopP { get; init; } = 1;

    /// <summary>Top-k: the number of candidates; 0 is off.</summary>
    public int TopK { get; init; }

    /// <summary>Min-p: the minimum probability of a candidate relative to the most likely one, 0 to 1; 0 is off.</summary>
    public double MinP { get; init; }

    /// <summary>The repetition penalty: divides the logit of a token that has occurred (multiplies a negative one); 1 is off.</summary>
    public double RepetitionPenalty { get; init; } = 1;

    /// <summary>The ids that end an answer; empty if the file has none (then <see cref="Qwen2Config.EndTokenIds"/> applies).</summary>
    public IReadOnlyList<int> EndTokenIds { get; init; } = [];

    /// <summary>The maximum number of tokens of an answer; null if the file does not set it.</summary>
    public int? MaxNewTokens { get; init; }

    /// <summary>
    /// False if the file selects the most likely token; the temperature is then 0. A file with a temperature but
    /// without <c>do_sample</c> samples, as in vLLM.
    /// </summary>
    public bool DoSample { get; init; } = true;

    /// <summary>Reads <c>generation_config.json</c> of a folder; returns the family's values if there is none.</summary>
    /// <exception cref="CheckpointException">The file is damaged or a value is out of range.</exception>
    public static GenerationDefaults Load(string folder)
    {
        string path = Path.Combine(folder, FileName);
        if (!File.Exists(path))
        {
            return Family;
        }

        JsonSection file = JsonSection.Load(path, "generation defaults, a JSON object");
        GenerationDefaults neutral = new();
        bool doSample = file.Flag("do_sample") ?? neutral.DoSample;
        double temperature =
            file.OptionalNumber("temperature", number => number >= 0, "a number of at least 0") ?? neutral.Temperature;
        GenerationDefaults named = new()
        {
            DoSample = doSample,
            Temperature = doSample ? temperature : 0,
            TopP = file.OptionalNumber("top_p", number => number is > 0 and <= 1, "a number above 0, at most 1") ?? neutral.TopP,
            TopK = Math.Max(0, file.OptionalInteger("top_k", -1) ?? neutral.TopK), // -1 is off as well, as in vLLM
            MinP = file.OptionalNumber("min_p", number => number is >= 0 and <= 1, "a number from 0 to 1") ?? neutral.MinP,
            RepetitionPenalty = file.OptionalPositive("repetition_penalty") ?? neutral.RepetitionPenalty,
            EndTokenIds = file.TokenIds("eos_token_id"),
            MaxNewTokens = file.OptionalInteger("max_new_tokens", 1),
        };
        // transformers also writes files that contain only ids: those recommend nothing.
        bool isRecipe = !doSample || SamplingKeys.Any(file.Has);
        return isRecipe ? named : named.SampledByFamily();
    }

    /// <summary>Returns the same ids and lengths with the family's sampling values, for a file without any.</summary>
    internal GenerationDefaults SampledByFamily() => Family with { EndTokenIds = EndTokenIds, MaxNewTokens = MaxNewTokens };
}
