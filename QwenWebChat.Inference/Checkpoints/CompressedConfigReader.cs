namespace QwenWebChat.Inference.Checkpoints;

/// <summary>
/// Reads the settings of compressed-tensors and of FP8 folders. Bits, groups and zero points of a matrix are derived
/// from its tensors, so that a folder may mix them; the settings only provide what tensors do not show, and unsupported
/// features. Sources: <c>src/compressed_tensors/quantization</c> and <c>config</c> of vllm-project/compressed-tensors;
/// FineGrainedFP8Config of huggingface/transformers.
/// </summary>
internal static class CompressedConfigReader
{
    /// <summary>The key in <c>config.json</c> of folders written before transformers supported compressed-tensors.</summary>
    public const string OlderKey = "compression_config";

    private const string FormatKey = "format";
    private const string GroupsKey = "config_groups";

    private static readonly string[] Formats = ["pack-quantized", "int-quantized", "float-quantized", "naive-quantized", "dense"];

    /// <exception cref="CheckpointException">A value is invalid, or the format is not supported.</exception>
    public static QuantizationConfig Read(JsonSection file)
    {
        RequireFormat(file, "mixed-precision");
        if (file.Section("sparsity_config") is { } sparsity && sparsity.Text(FormatKey) is not (null or "dense"))
        {
            throw sparsity.Wrong(FormatKey, "\"dense\": sparse matrices are not read");
        }

        if (file.Section("transform_config") is { } transforms && transforms.Section(GroupsKey)?.Keys.Any() == true)
        {
            throw transforms.Wrong(GroupsKey, "none: transformed activations are not computed");
        }

        List<bool> symmetries = [];
        List<(int Rows, int Columns)> blocks = [];
        // A group that is only a list of layers is named by a scheme; its tensors provide everything needed.
        foreach (JsonSection group in file.Sections(GroupsKey))
        {
            RequireFormat(group);
            if (group.Section("weights") is not { } weights)
            {
                continue;
            }

            if (!IsFloat(weights))
            {
                symmetries.Add(weights.Flag("symmetric") ?? true);
            }
            else if (weights.OptionalCounts("block_structure") is { } block)
            {
                blocks.Add(block);
            }
        }

        return new QuantizationConfig
        {
            Method = QuantizationMethod.CompressedTensors,
            IsSymmetric = symmetries.Distinct().Count() == 1 ? symmetries[0] : null,
            BlockSize = blocks.Distinct().Count() <= 1 ? blocks.Cast<(int, int)?>().FirstOrDefault()
                : throw file.Wrong(GroupsKey, "blocks of one size in all groups"),
        };
    }

    /// <inheritdoc cref="Read"/>
    public static QuantizationConfig ReadFp8(JsonSection file) => new()
    {
        Method = QuantizationMethod.Fp8,
        BlockSize = file.OptionalCounts("weight_block_size"),
    };

    private static void RequireFormat(JsonSection section, params ReadOnlySpan<string> more)
    {
        if (section.Text(FormatKey) is { } format && !Formats.Contains(format, StringComparer.Ordinal) && !more.Contains(format))
        {
            throw section.Wrong(FormatKey, string.Join(" or ", Formats.Select(name => $"\"{name}\"")));
        }
    }

    private static bool IsFloat(JsonSection weights)
    {
        const string TypeKey = "type";
        const string BitsKey = "num_bits";
        int bits = weights.OptionalInteger(BitsKey, 1) ?? 8;
        return weights.Text(TypeKey) switch
        {
            null or "int" => bits is 4 or 8 ? false : throw weights.Wrong(BitsKey, "4 or 8 bits for integers"),
            "float" => bits == 8 ? true : throw weights.Wrong(BitsKey, "8 bits for floats"),
            _ => throw weights.Wrong(TypeKey, "\"int\" or \"float\""),
        };
    }
}
