using QwenWebChat.Inference.Sampling;

namespace QwenWebChat.Inference.Checkpoints;

/// <summary>
/// Reads <see cref="GenerationDefaults"/> from the keys of a GGUF file. Source of the keys: gguf-py/gguf/constants.py
/// in ggml-org/llama.cpp; the sampling keys were added late in 2025, and most files have none.
/// </summary>
internal static class GgufGenerationReader
{
    /// <summary>The key of the id that ends a text.</summary>
    public const string EndOfSequence = "tokenizer.ggml.eos_token_id";

    /// <summary>The key of the tokens' texts by id.</summary>
    public const string Tokens = "tokenizer.ggml.tokens";

    private const string EndOfTurn = "tokenizer.ggml.eot_token_id";

    private static IEnumerable<SamplingParameter> Recommended => SamplingParameters.Recommended.Where(parameter => parameter.GgufKey is not null);

    /// <exception cref="CheckpointException">A value is out of range.</exception>
    public static GenerationDefaults Read(GgufMetadata keys)
    {
        GenerationDefaults named = new()
        {
            Source = DefaultsSource.Metadata,
            Sampling = Recommended.Aggregate(SamplingOverrides.None, (sampling, parameter) => parameter.With(ReadValue(keys, parameter), sampling)),
            EndTokenIds = ReadEndTokenIds(keys),
        };
        return Recommended.Any(parameter => keys.Has(parameter.GgufKey!)) ? named : named.SampledByFamily();
    }

    // An integer of 0 or below is off.
    private static double? ReadValue(GgufMetadata keys, SamplingParameter parameter) => parameter.IsInteger
        ? keys.OptionalInteger(parameter.GgufKey!, int.MinValue) is { } integer ? Math.Max(parameter.Min, integer) : null
        : keys.OptionalNumber(parameter.GgufKey!, parameter.Allows, parameter.ExpectedNumber);

    private static int[] ReadEndTokenIds(GgufMetadata keys)
    {
        List<int> ids = [];
        foreach (string key in (string[])[EndOfSequence, EndOfTurn])
        {
            if (keys.TokenId(key) is { } id)
            {
                ids.Add(id);
            }
        }

        return [.. ids.Distinct()];
    }
}
