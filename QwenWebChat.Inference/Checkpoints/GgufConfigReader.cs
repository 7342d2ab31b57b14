namespace QwenWebChat.Inference.Checkpoints;

/// <summary>
/// Reads <see cref="Qwen2Config"/> from the keys of a GGUF file: first checks that the engine supports the model, then
/// reads its sizes. Source of the keys: gguf-py/gguf/constants.py in ggml-org/llama.cpp.
/// </summary>
internal static class GgufConfigReader
{
    /// <summary>The key of the number of layers.</summary>
    public const string LayerCount = "qwen2.block_count";

    private const string Architecture = "qwen2";
    private const string HeadCount = "qwen2.attention.head_count";
    private const string KeyValueHeadCount = "qwen2.attention.head_count_kv";
    private const string KeyBias = "blk.0.attn_k.bias";
    private const string EmbeddingLength = "qwen2.embedding_length";
    private const string ScalingType = "qwen2.rope.scaling.type";
    private const string ScalingFactor = "qwen2.rope.scaling.factor";

    /// <exception cref="CheckpointException">The model is invalid or not supported, see <see cref="Qwen2Config.Load"/>.</exception>
    public static Qwen2Config Read(GgufHeader header)
    {
        GgufMetadata keys = header.Metadata;
        RequireSupported(keys);
        int headCount = keys.Count(HeadCount);
        int hiddenSize = keys.Count(EmbeddingLength);
        int headSize = ReadHeadSize(keys, hiddenSize, headCount);
        int contextLength = keys.Count("qwen2.context_length");
        return new Qwen2Config
        {
            HiddenSize = hiddenSize,
            IntermediateSize = keys.Count("qwen2.feed_forward_length"),
            LayerCount = keys.Count(LayerCount),
            HeadCount = headCount,
            KeyValueHeadCount = ReadKeyValueHeadCount(header, headCount, headSize),
            HeadSize = headSize,
            VocabularySize = ReadVocabularySize(header),
            RopeTheta = Positive(keys, "qwen2.rope.freq_base"),
            RmsNormEps = Positive(keys, "qwen2.attention.layer_norm_rms_epsilon"),
            MaxPositionEmbeddings = contextLength,
            TieWordEmbeddings = !header.Tensors.ContainsKey(GgufNames.Head),
            RopeScaling = ReadScaling(keys, contextLength),
            EndTokenIds = keys.TokenId(GgufGenerationReader.EndOfSequence) is { } end ? [end] : [],
            DType = ReadDType(header),
        };
    }

    private static void RequireSupported(GgufMetadata keys)
    {
        GgufKind.Require(keys);
        if (keys.Text("general.architecture") is not Architecture)
        {
            throw keys.Wrong("general.architecture", $"'{Architecture}' (Qwen2 and Qwen2.5 text models)");
        }
    }

    private static double Positive(GgufMetadata keys, string key) =>
        keys.OptionalPositive(key) ?? throw keys.Wrong(key, "a number above 0");

    private static int ReadKeyValueHeadCount(GgufHeader header, int headCount, int headSize)
    {
        GgufMetadata keys = header.Metadata;
        int count = keys.OptionalInteger(KeyValueHeadCount, 1)
            ?? Qwen2ConfigReader.CountKeyValueHeads(header.Tensors.GetValueOrDefault(KeyBias)?.Shape, headCount, headSize);
        return headCount % count == 0 ? count : throw keys.Wrong(KeyValueHeadCount, $"a divisor of {HeadCount}, {headCount}");
    }

    private static int ReadHeadSize(GgufMetadata keys, int hiddenSize, int headCount)
    {
        const string KeyLength = "qwen2.attention.key_length";
        if (keys.OptionalInteger(KeyLength, 1) is not { } headSize)
        {
            headSize = hiddenSize / headCount;
            if (hiddenSize % headCount != 0 || headSize % 2 != 0)
            {
                throw keys.Wrong(EmbeddingLength, $"an even multiple of {HeadCount}, {headCount}");
            }
        }

        if (headSize % 2 != 0)
        {
            throw keys.Wrong(KeyLength, "an even number: RoPE turns pairs");
        }

        // Qwen2 rotates the whole head, and its values are as wide as its keys.
        foreach (string key in (string[])["qwen2.attention.value_length", "qwen2.rope.dimension_count"])
        {
            if (keys.OptionalInteger(key, 1) is { } size && size != headSize)
            {
                throw keys.Wrong(key, $"the size of a head, {headSize}");
            }
        }

        return headSize;
    }

    // Rows beyond the tokens are padding, so only the tensor shows their number.
    private static int ReadVocabularySize(GgufHeader header)
    {
        string path = header.Metadata.Path;
        if (!header.Tensors.TryGetValue(GgufNames.Embedding, out GgufTensor? embedding))
        {
            throw new CheckpointException(path, $"no tensor '{GgufNames.Embedding}'", "a language model");
        }

        return embedding.Shape is [>= 1 and <= int.MaxValue, _]
            ? (int)embedding.Shape[0]
            : throw new CheckpointException(
                path, $"tensor '{GgufNames.Embedding}' of shape [{string.Join(", ", embedding.Shape)}]", "[tokens, embedding length]");
    }

    private static YarnScaling? ReadScaling(GgufMetadata keys, int contextLength)
    {
        string? kind = keys.Text(ScalingType);
        if (kind is "none" || (kind is null or "linear" && HasNoEffect(keys, ScalingFactor, 1, 0)))
        {
            return null;
        }

        return kind is "yarn" ? ReadYarn(keys, contextLength) : throw keys.Wrong(ScalingType, "'yarn', 'none' or no scaling");
    }

    /// <summary>Returns whether a key is absent, or has one of the values without an effect.</summary>
    private static bool HasNoEffect(GgufMetadata keys, string key, params double[] neutral) =>
        keys.OptionalNumber(key, _ => true, "a number") is not { } value || neutral.Contains(value);

    private static YarnScaling ReadYarn(GgufMetadata keys, int contextLength)
    {
        // Other models' variants of YaRN change the results: they are rejected.
        foreach ((string key, double neutral) in ((string, double)[])[("attn_factor", 1), ("yarn_attn_factor", 1), ("yarn_ext_factor", 1), ("yarn_log_multiplier", 0)])
        {
            if (!HasNoEffect(keys, $"qwen2.rope.scaling.{key}", neutral))
            {
                throw keys.Wrong($"qwen2.rope.scaling.{key}", "YaRN as Qwen2.5 uses it, without this key");
            }
        }

        const string Expected = "a number of at least 1";
        double factor = keys.OptionalNumber(ScalingFactor, number => number >= 1, Expected) ?? throw keys.Wrong(ScalingFactor, Expected);
        int original = keys.OptionalInteger("qwen2.rope.scaling.original_context_length", 1) ?? contextLength;
        if (factor * original > int.MaxValue)
        {
            throw keys.Wrong(ScalingFactor, $"at most {int.MaxValue} tokens together with {original} original positions");
        }

        const string BetaFast = "qwen2.rope.scaling.yarn_beta_fast";
        const string BetaSlow = "qwen2.rope.scaling.yarn_beta_slow";
        YarnScaling plain = new(factor, original);
        YarnScaling scaling = plain with
        {
            BetaFast = keys.OptionalPositive(BetaFast) ?? plain.BetaFast,
            BetaSlow = keys.OptionalPositive(BetaSlow) ?? plain.BetaSlow,
        };
        return scaling.BetaFast > scaling.BetaSlow
            ? scaling
            : throw keys.Wrong(keys.Has(BetaFast) ? BetaFast : BetaSlow, "yarn_beta_fast above yarn_beta_slow");
    }

    // The dtype of most tensors, by torch's name if torch has it.
    private static string ReadDType(GgufHeader header)
    {
        GgufType type = header.Tensors.Values.GroupBy(tensor => tensor.Type).MaxBy(tensors => tensors.Sum(tensor => (double)tensor.ByteCount))!.Key;
        return type.Float?.ToString().ToLowerInvariant() ?? type.Name;
    }
}
