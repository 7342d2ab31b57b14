namespace QwenWebChat.Inference.Checkpoints;

/// <summary>Reads <see cref="Qwen2Config"/>: first checks that the engine supports the model, then reads its sizes.</summary>
internal static class Qwen2ConfigReader
{
    private const string Architecture = "Qwen2ForCausalLM";
    private const string ModelType = "qwen2";
    private const string KeyValueHeads = "num_key_value_heads";
    private const string Expected = "the model's configuration, a JSON object";

    // The defaults of transformers' Qwen2Config.
    private const int DefaultWindow = 4_096;
    private const int DefaultWindowLayers = 28;

    /// <inheritdoc cref="Qwen2Config.Load"/>
    public static Qwen2Config Read(string path)
    {
        JsonSection file = JsonSection.Load(path, Expected);
        RequireSupported(file);

        // transformers 5 writes one rope_parameters in place of rope_theta and rope_scaling.
        string ropeKey = file.Has("rope_parameters") ? "rope_parameters" : "rope_scaling";
        JsonSection? rope = file.Section(ropeKey);
        int maxPositions = file.Count("max_position_embeddings");
        int headCount = file.Count("num_attention_heads");
        int hiddenSize = file.Count("hidden_size");
        Qwen2Config config = new()
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
            DType = file.Label("torch_dtype") ?? file.Label("dtype") ?? "float32",
        };
        RequireFullAttention(file, config);
        return config;
    }

    /// <summary>
    /// Completes the configuration with the number of key/value heads derived from the weights, if the file does not
    /// state it.
    /// </summary>
    /// <param name="keyBias">The shape of a layer's key bias; null if there is none.</param>
    public static Qwen2Config CompleteFrom(string path, Qwen2Config config, IReadOnlyList<long>? keyBias) =>
        JsonSection.Load(path, Expected).Has(KeyValueHeads)
            ? config
            : config with { KeyValueHeadCount = CountKeyValueHeads(keyBias, config.HeadCount, config.HeadSize) };

    /// <summary>Returns the number of key/value heads derived from their bias; the number of heads if it cannot be derived.</summary>
    public static int CountKeyValueHeads(IReadOnlyList<long>? keyBias, int headCount, int headSize)
    {
        (long count, long rest) = keyBias is [> 0 and var rows] ? Math.DivRem(rows, headSize) : (headCount, 0);
        return rest == 0 && count > 0 && headCount % count == 0 ? (int)count : headCount;
    }

    private static void RequireSupported(JsonSection file)
    {
        IReadOnlyList<string> architectures = file.Texts("architectures");
        bool isQwen2 = architectures.Count > 0 ? architectures.Contains(Architecture) : file.Text("model_type") == ModelType;
        if (!isQwen2)
        {
            string found = architectures.Count > 0 ? string.Join(", ", architectures) : file.Text("model_type") ?? "no architectures";
            throw new CheckpointException(
                file.Path, $"unsupported architecture: {found}", $"{Architecture} (Qwen2 and Qwen2.5 text models)");
        }

        if (file.Text("hidden_act") is not (null or "silu" or "swish"))
        {
            throw file.Wrong("hidden_act", "\"silu\"");
        }
    }

    // As in transformers' Qwen2Config: layer_types if it is present, otherwise the layers from max_window_layers on.
    private static void RequireFullAttention(JsonSection file, Qwen2Config config)
    {
        const string Kinds = "layer_types";
        const string Full = "full_attention";
        bool hasWindow = file.Flag("use_sliding_window") == true
            && !file.IsNull("sliding_window")
            && (file.OptionalInteger("sliding_window", 1) ?? DefaultWindow) < config.ContextTokens;
        if (file.Has(Kinds))
        {
            bool isFull = file.Texts(Kinds).Take(config.LayerCount).All(kind => kind == Full || (kind == "sliding_attention" && !hasWindow));
            if (!isFull)
            {
                throw file.Wrong(Kinds, $"\"{Full}\" for every layer: sliding-window attention is not supported");
            }
        }
        else if (hasWindow && (file.OptionalInteger("max_window_layers", 0) ?? DefaultWindowLayers) < config.LayerCount)
        {
            throw file.Wrong("use_sliding_window", $"false, or max_window_layers of at least {config.LayerCount}: sliding-window attention is not supported");
        }
    }

    private static int ReadKeyValueHeadCount(JsonSection file, int headCount)
    {
        int count = file.OptionalInteger(KeyValueHeads, 1) ?? headCount;
        return headCount % count == 0
            ? count
            : throw file.Wrong(KeyValueHeads, $"a divisor of num_attention_heads, {headCount}");
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
        // The newer name has precedence over the older, as in transformers.
        string key = rope.Has("rope_type") ? "rope_type" : "type";
        string? kind = rope.Text(key);
        if (kind is "default" || (kind is null && !rope.Has("factor")))
        {
            return null;
        }

        // Scaling to the model's own length: linear and dynamic scaling then have no effect.
        if (kind is null or "linear" or "dynamic" && rope.OptionalNumber("factor", _ => true, "a number") == 1)
        {
            return null;
        }

        return kind is "yarn" ? ReadYarn(rope, maxPositions) : throw rope.Wrong(key, "\"yarn\", \"default\" or no scaling");
    }

    private static YarnScaling ReadYarn(JsonSection rope, int maxPositions)
    {
        RefuseVariants(rope);
        const string AtLeastOne = "a number of at least 1";
        double factor = rope.OptionalNumber("factor", number => number >= 1, AtLeastOne) ?? throw rope.Wrong("factor", AtLeastOne);
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

    // Other models' variants of YaRN change the results: they are rejected.
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
