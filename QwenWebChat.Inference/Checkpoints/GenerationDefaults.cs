using QwenWebChat.Inference.Sampling;

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

    /// <summary>
    /// The values recommended for Qwen2.5. Source: generation_config.json of Qwen2.5-7B-Instruct; Qwen2's instruct
    /// models have the same.
    /// </summary>
    public static GenerationDefaults Family { get; } = new()
    {
        Sampling = new() { Temperature = 0.7, TopP = 0.8, TopK = 20, RepetitionPenalty = 1.05 },
        Source = DefaultsSource.Family,
    };

    /// <summary>The origin of the sampling values.</summary>
    public DefaultsSource Source { get; init; }

    /// <summary>The recommended values and the maximum number of tokens of an answer; null values are neutral.</summary>
    public SamplingOverrides Sampling { get; init; } = SamplingOverrides.None;

    /// <summary>The ids that end an answer; empty if the file has none (then <see cref="Qwen2Config.EndTokenIds"/> applies).</summary>
    public IReadOnlyList<int> EndTokenIds { get; init; } = [];

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
        bool doSample = file.Flag("do_sample") ?? true;
        SamplingOverrides sampling = SamplingParameters.Recommended.Aggregate(
            new SamplingOverrides { MaxTokens = file.OptionalInteger("max_new_tokens", 1) },
            (sampling, parameter) => parameter.With(ReadValue(file, parameter), sampling));
        GenerationDefaults named = new()
        {
            DoSample = doSample,
            Sampling = doSample ? sampling : sampling with { Temperature = 0 },
            EndTokenIds = file.TokenIds("eos_token_id"),
        };
        // transformers also writes files that contain only ids: those recommend nothing.
        bool isRecipe = !doSample || SamplingParameters.Recommended.Any(parameter => file.Has(parameter.Name));
        return isRecipe ? named : named.SampledByFamily();
    }

    /// <summary>Returns the same ids and lengths with the family's sampling values, for a file without any.</summary>
    internal GenerationDefaults SampledByFamily() =>
        Family with { EndTokenIds = EndTokenIds, Sampling = Family.Sampling with { MaxTokens = Sampling.MaxTokens } };

    // An integer of -1 is off as well, as in vLLM.
    private static double? ReadValue(JsonSection file, SamplingParameter parameter) => parameter.IsInteger
        ? file.OptionalInteger(parameter.Name, -1) is { } integer ? Math.Max(parameter.Min, integer) : null
        : file.OptionalNumber(parameter.Name, parameter.Allows, parameter.ExpectedNumber);
}
