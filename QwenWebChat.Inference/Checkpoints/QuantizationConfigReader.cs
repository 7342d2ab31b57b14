namespace QwenWebChat.Inference.Checkpoints;

/// <summary>Reads <see cref="QuantizationConfig"/>, and rejects unsupported formats by name.</summary>
internal static class QuantizationConfigReader
{
    /// <summary>The key in <c>config.json</c>.</summary>
    public const string Key = "quantization_config";

    private const string MethodKey = "quant_method";

    private const string Supported = "AWQ (4 bits, gemm), GPTQ (4 or 8 bits), compressed-tensors (4 or 8 bits, FP8), FP8, or float weights (bf16, f16 or f32)";

    // GPTQModel's prefix of a pattern of modules that stay floats, which their tensors show.
    private const string LeftOutPrefix = "-:";

    // Modules with this number of bits are not quantized.
    private const int FloatBits = 16;

    // Settings that change how a matrix is read.
    private static readonly string[] ModuleKeys = ["bits", "group_size", "desc_act", "sym"];

    // The settings files of folders written before transformers supported quantization, and their writers.
    private static readonly (string FileName, string Method)[] OlderFiles =
        [("quantize_config.json", "gptq"), ("quant_config.json", "awq")];

    /// <inheritdoc cref="QuantizationConfig.Load"/>
    public static QuantizationConfig? Load(string folder)
    {
        string config = Path.Combine(folder, Qwen2Config.FileName);
        JsonSection file = JsonSection.Load(config, "the model's configuration, a JSON object");
        bool isOfMlx = file.Has(MlxWeights.Key) && file.Section(Key)?.Has(MethodKey) != true; // the tensors show whether it is
        if (!isOfMlx && file.Section(Key) is { } section)
        {
            return Read(section);
        }

        if (file.Section(CompressedConfigReader.OlderKey) is { } older)
        {
            return Read(older, "compressed-tensors");
        }

        foreach ((string fileName, string method) in OlderFiles)
        {
            string path = Path.Combine(folder, fileName);
            if (File.Exists(path))
            {
                return Read(JsonSection.Load(path, "quantization settings, a JSON object"), method);
            }
        }

        return null;
    }

    /// <param name="file">The settings.</param>
    /// <param name="usualMethod">The method if the settings name none.</param>
    /// <exception cref="CheckpointException">A value is missing, invalid, or of an unsupported format.</exception>
    public static QuantizationConfig Read(JsonSection file, string? usualMethod = null)
    {
        string method = file.Text(MethodKey) ?? NameUnnamed(file) ?? usualMethod ?? throw file.Wrong(MethodKey, Supported);
        return method.ToUpperInvariant() switch
        {
            "AWQ" => ReadAwq(file),
            "GPTQ" => ReadGptq(file),
            "AUTO-ROUND" or "INTEL/AUTO-ROUND" => ReadAutoRound(file),
            "COMPRESSED-TENSORS" or "COMPRESSED_TENSORS" => CompressedConfigReader.Read(file),
            "FP8" or "FBGEMM_FP8" => CompressedConfigReader.ReadFp8(file),
            _ => throw new CheckpointException(file.Path, $"weights quantized by {method}", Supported),
        };
    }

    // The first folders of bitsandbytes are only recognizable by their switches.
    private static string? NameUnnamed(JsonSection file) =>
        file.Has("load_in_4bit") || file.Has("load_in_8bit") ? "bitsandbytes" : null;

    private static QuantizationConfig ReadAwq(JsonSection file)
    {
        // GPTQModel writes AWQ's version under its own keys.
        RequireOneOf(file, ["version", "checkpoint_format", "format"], "gemm");
        if (string.Equals(file.Text("backend"), "llm-awq", StringComparison.OrdinalIgnoreCase))
        {
            throw file.Wrong("backend", "\"autoawq\": llm-awq packs in another order");
        }

        if (file.Flag("zero_point") == false)
        {
            throw file.Wrong("zero_point", "true: AWQ's gemm layout has zero points");
        }

        return new QuantizationConfig
        {
            Method = QuantizationMethod.Awq,
            Bits = ReadBits(file, "4 bits for AWQ", 4),
            GroupSize = ReadGroupSize(file),
        };
    }

    private static QuantizationConfig ReadGptq(JsonSection file)
    {
        string format = RequireOneOf(file, ["checkpoint_format", "format"], "gptq", "gptq_v2");
        if (file.Flag("is_marlin_format") == true)
        {
            throw file.Wrong("is_marlin_format", "false: Marlin's layout is not read");
        }

        RequireUniform(file, "dynamic");
        return new QuantizationConfig
        {
            Method = QuantizationMethod.Gptq,
            Bits = ReadBits(file, "4 or 8 bits for GPTQ", 4, 8),
            GroupSize = ReadGroupSize(file),
            HasActOrder = file.Flag("desc_act") ?? false,
            IsSymmetric = file.Flag("sym"),
            ZeroPointBias = format == "gptq" ? 1 : 0,
        };
    }

    // AutoRound packs like GPTQ or AWQ and names the format: intel/auto-round, auto_round/export/export_to_autoround.
    private static QuantizationConfig ReadAutoRound(JsonSection file)
    {
        string key = file.Has("packing_format") ? "packing_format" : "backend";
        string packing = file.Text(key) ?? "gptq";
        bool isAwq = packing.Contains("awq", StringComparison.OrdinalIgnoreCase);
        if (!isAwq && packing != "auto" && !packing.Contains("gptq", StringComparison.OrdinalIgnoreCase))
        {
            throw file.Wrong(key, "\"auto_round:auto_gptq\" or \"auto_round:auto_awq\"");
        }

        RequireOneOf(file, ["data_type"], "int");
        RequireUniform(file, "extra_config");
        return isAwq ? ReadAwq(file) : ReadGptq(file);
    }

    // Settings of single modules may only repeat the general ones, or leave modules as floats.
    private static void RequireUniform(JsonSection file, string key)
    {
        JsonSection? modules = file.Section(key);
        foreach (string name in modules?.Keys ?? [])
        {
            bool isLeftOut = name.StartsWith(LeftOutPrefix, StringComparison.Ordinal);
            if (!isLeftOut && modules!.Section(name) is { } module && !IsFloat(module) && ModuleKeys.Any(setting => Differs(file, module, setting)))
            {
                throw file.Wrong(key, "the same settings for every matrix");
            }
        }
    }

    private static bool IsFloat(JsonSection module) => module.Label("data_type") is "float" || module.OptionalInteger("bits", 1) >= FloatBits;

    private static bool Differs(JsonSection file, JsonSection module, string key) =>
        module.Quote(key) is { } own && own != (file.Quote(key) ?? "false");

    // The first key that is present must have one of the values, of which the first is the default.
    private static string RequireOneOf(JsonSection file, string[] keys, params string[] allowed)
    {
        string? key = keys.FirstOrDefault(file.Has);
        if (key is null)
        {
            return allowed[0];
        }

        string? found = file.Text(key);
        return allowed.FirstOrDefault(value => string.Equals(value, found, StringComparison.OrdinalIgnoreCase))
            ?? throw file.Wrong(key, string.Join(" or ", allowed.Select(value => $"\"{value}\"")));
    }

    private static int ReadBits(JsonSection file, string expected, params int[] allowed)
    {
        string key = file.Has("bits") || !file.Has("w_bit") ? "bits" : "w_bit"; // the latter in AutoAWQ's own file
        return file.OptionalInteger(key, 1) is { } bits && allowed.Contains(bits) ? bits : throw file.Wrong(key, expected);
    }

    private static int? ReadGroupSize(JsonSection file)
    {
        string key = file.Has("group_size") || !file.Has("q_group_size") ? "group_size" : "q_group_size";
        return file.OptionalInteger(key, -1) switch
        {
            -1 => null,
            > 0 and { } size when size % PackedLayout.MinGroupSize == 0 => size,
            _ => throw file.Wrong(key, $"a multiple of {PackedLayout.MinGroupSize}, or -1 for a whole row"),
        };
    }
}
