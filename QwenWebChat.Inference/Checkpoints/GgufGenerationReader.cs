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

    private static readonly string[] SamplingKeys =
        ["general.sampling.temp", "general.sampling.top_p", "general.sampling.top_k", "general.sampling.min_p", "general.sampling.penalty_repeat"];

    /// <exception cref="CheckpointException">A value is out of range.</exception>
    public static GenerationDefaults Read(GgufMetadata keys)
    {
        GenerationDefaults neutral = new();
        GenerationDefaults named = new()
        {
            Source = DefaultsSource.Metadata,
            Temperature = keys.OptionalNumber("general.sampling.temp", number => number >= 0, "a number of at least 0") ?? neutral.Temperature,
            TopP = keys.OptionalNumber("general.sampling.top_p", number => number is > 0 and <= 1, "a number above 0, at most 1") ?? neutral.TopP,
            TopK = Math.Max(0, keys.OptionalInteger("general.sampling.top_k", int.MinValue) ?? neutral.TopK), // 0 and below are off
            MinP = keys.OptionalNumber("general.sampling.min_p", number => number is >= 0 and <= 1, "a number from 0 to 1") ?? neutral.MinP,
            RepetitionPenalty = keys.OptionalPositive("general.sampling.penalty_repeat") ?? neutral.RepetitionPenalty,
            EndTokenIds = ReadEndTokenIds(keys),
        };
        return SamplingKeys.Any(keys.Has) ? named : named.SampledByFamily();
    }

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
