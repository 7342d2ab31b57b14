namespace QwenWebChat.Inference.Checkpoints;

/// <summary>Reads <see cref="Qwen2Config"/>: first whether it is a model that the engine runs, then its sizes.</summary>
internal static class Qwen2ConfigReader
{
    private const string Architecture = "Qwen2ForCausalLM";
    private const string ModelType = "qwen2";

    /// <inheritdoc cref="Qwen2Config.Load"/>
    public static Qwen2Config Read(string path)
    {
        JsonSection file = JsonSection.Load(path, "the model's configuration, a JSON object");
        RequireSupported(file);

        // transformers 5 writes one rope_parameters for what were rope_theta and rope_scaling.
        string ropeKey = file.Has("rope_parameters") ? "rope_parameters" : "rope_scaling";
        JsonSection? rope = file.Section(ropeKey);
        int maxPositions = file.Count("max_position_embeddings");
        int headCount = file.Count("num_attention_heads");
        int hiddenSize = file.Count("hidden_size");
        return new Qwen2Config
        {
            HiddenSize = hiddenSize,
            IntermediateSize = file.Count("intermediate_size"),
            LayerCount = file.Count("num_hidden_layers"),
            HeadCount = headCount,
            KeyValueHeadCount = ReadKeyValueHeadCount(file, headCount),
            HeadSize = ReadHeadSize(file, hiddenSize, headCount),
            VocabularySize = file.Count("vocab_size"),
            RopeTheta = file.OptionalPositive("rope_theta")
                ?? rope?.OptionalPositive("rope_theta")
                ?? throw file.Wrong("rope_theta", "a number above 0"),
            RmsNormEps = file.OptionalPositive("rms_norm_eps") ?? throw file.Wrong("rms_norm_eps", "a number above 0"),
            MaxPositionEmbeddings = maxPositions,
            DualChunkTokens = file.Section("dual_chunk_attention_config") is { } chunks ? chunks.Count("original_max_position_embeddings") : null,
            TieWordEmbeddings = file.Flag("tie_word_embeddings") ?? false,
            RopeScaling = rope is null ? null : ReadRopeScaling(rope, maxPositions),
            EndTokenIds = file.TokenIds("eos_token_id"),
            DType = file.Text("torch_dtype") ?? file.Text("dtype") ?? "float32",
        };
    }

    private static void RequireSupported(JsonSection file)
    {
        IReadOnlyList<string> architectures = file.Texts("architectures");
        string? modelType = file.Text("model_type");
        bool isQwen2 = architectures.Count > 0 ? architectures.Contains(Architecture) : modelType == ModelType;
        if (!isQwen2)
        {
            string found = architectures.Count > 0 ? string.Join(", ", architectures) : modelType ?? "no architectures";
            throw new CheckpointException(
                file.Path, $"unsupported architecture: {found}", $"{Architecture} (Qwen2 and Qwen2.5 text models)");
        }

        if (file.Flag("use_sliding_window") == true)
        {
            throw file.Wrong("use_sliding_window", "false: sliding-window attention is not supported");
        }

        if (file.Text("hidden_act") is not (null or "silu"))
        {
            throw file.Wrong("hidden_act", "\"silu\"");
        }
    }

    private static int ReadKeyValueHeadCount(JsonSection file, int headCount)
    {
        int count = file.Count("num_key_value_heads");
        return headCount % count == 0
            ? count
            : throw file.Wrong("num_key_value_heads", $"a divisor of num_attention_heads, {headCount}");
    }

    private static int ReadHeadSize(JsonSection file, int hiddenSize, int headCount)
    {
        if (file.OptionalInteger("head_dim", 1) is { } headSize)
        {
            return headSize % 2 == 0 ? headSize : throw file.Wrong("head_dim", "an even number: RoPE turns pairs");
        }

        return hiddenSize % headCount == 0 && hiddenSize / headCount % 2 == 0
            ? hiddenSize / headCount
            : throw file.Wrong("hidden_size", $"an even multiple of num_attention_heads, {headCount}");
    }

    private static YarnScaling? ReadRopeScaling(JsonSection rope, int maxPositions)
    {
        // The newer name goes before the older, as in transformers.
        string key = rope.Has("rope_type") ? "rope_type" : "type";
        string? kind = rope.Text(key);
        if (kind is "default" || (kind is null && !rope.Has("factor")))
        {
            return null;
        }

        return kind is "yarn" ? ReadYarn(rope, maxPositions) : throw rope.Wrong(key, "\"yarn\", \"default\" or no scaling");
    }

    private static YarnScaling ReadYarn(JsonSection rope, int maxPositions)
    {
        RefuseVariants(rope);
        const string Expected = "a number of at least 1";
        double factor = rope.OptionalNumber("factor", number => number >= 1, Expected) ?? throw rope.Wrong("factor", Expected);
        int original = rope.OptionalInteger("original_max_position_embeddings", 1) ?? maxPositions;
        if (factor * original > int.MaxValue)
        {
            throw rope.Wrong("factor", $"at most {int.MaxValue} tokens together with {original} original positions");
        }

        YarnScaling plain = new(factor, original);
        YarnScaling scaling = plain with
        {
            AttentionFactor = rope.OptionalPositive("attention_factor") ?? plain.AttentionFactor,
            BetaFast = rope.OptionalPositive("beta_fast") ?? plain.BetaFast,
            BetaSlow = rope.OptionalPositive("beta_slow") ?? plain.BetaSlow,
        };
        return scaling.BetaFast > scaling.BetaSlow
            ? scaling
            : throw rope.Wrong(rope.Has("beta_fast") ? "beta_fast" : "beta_slow", "beta_fast above beta_slow");
    }

    // Other models' forms of YaRN, which change the numbers: better refused than wrong.
    private static void RefuseVariants(JsonSection rope)
    {
        foreach (string key in (string[])["mscale", "mscale_all_dim"])
        {
            if (rope.Has(key))
            {
                throw rope.Wrong(key, "YaRN as Qwen2.5 uses it, without this key");
            }
        }

        if (rope.Flag("truncate") == false)
        {
            throw rope.Wrong("truncate", "true or absent");
        }
    }
}
