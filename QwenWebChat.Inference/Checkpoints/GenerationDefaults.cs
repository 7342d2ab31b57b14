namespace QwenWebChat.Inference.Checkpoints;

/// <summary>
/// The sampling values that a model's makers recommend, from <c>generation_config.json</c>; a request may say otherwise. A file
/// that names any of them is one recipe: what it leaves out is neutral and leaves the distribution as it is. A model that
/// names none is sampled by <see cref="Family"/>. Source of the keys: huggingface/transformers' GenerationConfig.
/// </summary>
public sealed record GenerationDefaults
{
    /// <summary>The file's name in a model folder.</summary>
    public const string FileName = "generation_config.json";

    private static readonly string[] SamplingKeys = ["temperature", "top_p", "top_k", "min_p", "repetition_penalty"];

    /// <summary>
    /// The values that Qwen2.5's makers recommend. Source: generation_config.json of Qwen2.5-7B-Instruct; Qwen2's instruct
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

    /// <summary>The origin of the values that decide how a token is drawn.</summary>
    public DefaultsSource Source { get; init; }

    /// <summary>What the logits are divided by; 0 takes the likeliest token.</summary>
    public double Temperature { get; init; } = 1;

    /// <summary>The probability that the candidates must reach together, above 0, at most 1; 1 is off.</summary>
    public double TopP { get; init; } = 1;

    /// <summary>The number of candidates; 0 is off.</summary>
    public int TopK { get; init; }

    /// <summary>The least probability of a candidate, as a share of the likeliest one's, 0 to 1; 0 is off.</summary>
    public double MinP { get; init; }

    /// <summary>What a token's logit is divided by (if negative, multiplied by) once it has occurred; 1 is off.</summary>
    public double RepetitionPenalty { get; init; } = 1;

    /// <summary>The ids that end an answer; empty where the file does not say (then <see cref="Qwen2Config.EndTokenIds"/> holds).</summary>
    public IReadOnlyList<int> EndTokenIds { get; init; } = [];

    /// <summary>The most tokens of an answer, or null where the file does not say.</summary>
    public int? MaxNewTokens { get; init; }

    /// <summary>
    /// False where the file asks for the likeliest token; the temperature is then 0. A file that gives a temperature but
    /// no <c>do_sample</c> wants it used, as vLLM reads it.
    /// </summary>
    public bool DoSample { get; init; } = true;

    /// <summary>Reads <c>generation_config.json</c> of a folder; the family's values where there is none.</summary>
    /// <exception cref="CheckpointException">The file is broken or a value is out of range.</exception>
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
        // transformers also writes files that hold no more than ids: those recommend nothing.
        bool isRecipe = !doSample || SamplingKeys.Any(file.Has);
        return isRecipe ? named : named.SampledByFamily();
    }

    /// <summary>The same ids and lengths with the family's sampling values, for a file that names none.</summary>
    internal GenerationDefaults SampledByFamily() => Family with { EndTokenIds = EndTokenIds, MaxNewTokens = MaxNewTokens };
}
