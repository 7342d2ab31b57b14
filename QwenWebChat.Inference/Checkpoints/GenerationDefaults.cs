namespace QwenWebChat.Inference.Checkpoints;

/// <summary>
/// How the model's makers sample from it, from <c>generation_config.json</c>; a request may say otherwise. What the file
/// does not say is neutral: it leaves the distribution as it is. Source of the keys: huggingface/transformers'
/// GenerationConfig.
/// </summary>
public sealed record GenerationDefaults
{
    /// <summary>The file's name in a model folder.</summary>
    public const string FileName = "generation_config.json";

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

    /// <summary>Reads <c>generation_config.json</c> of a folder; all is neutral where there is none.</summary>
    /// <exception cref="CheckpointException">The file is broken or a value is out of range.</exception>
    public static GenerationDefaults Load(string folder)
    {
        string path = Path.Combine(folder, FileName);
        if (!File.Exists(path))
        {
            return new GenerationDefaults();
        }

        JsonSection file = JsonSection.Load(path, "generation defaults, a JSON object");
        GenerationDefaults neutral = new();
        bool doSample = file.Flag("do_sample") ?? neutral.DoSample;
        double temperature =
            file.OptionalNumber("temperature", number => number >= 0, "a number of at least 0") ?? neutral.Temperature;
        return new GenerationDefaults
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
    }
}
