namespace QwenWebChat.Inference.Checkpoints;

/// <summary>Finds the tensors of a packed matrix and validates them before memory is allocated.</summary>
internal static class PackedTensors
{
    private const string WeightSuffix = ".weight";

    /// <summary>Returns the name of a matrix's packed values; null for a name that is not a matrix.</summary>
    public static string? PackedName(string name) =>
        name.EndsWith(WeightSuffix, StringComparison.Ordinal) ? $"{name[..^WeightSuffix.Length]}.qweight" : null;

    /// <summary>Finds the matrix of this name; null if it is not packed.</summary>
    /// <param name="config">The folder's settings; null for none.</param>
    /// <param name="find">Returns the tensor of a name, or null.</param>
    /// <exception cref="CheckpointException">A tensor is missing, has the wrong type or shape, or violates the format.</exception>
    public static QuantizedMatrix? Find(
        QuantizationConfig? config, Func<string, TensorSource?> find, string name, int rowCount, int columnCount)
    {
        if (config?.Method == QuantizationMethod.CompressedTensors)
        {
            return CompressedTensors.Find(config, find, name, rowCount, columnCount);
        }

        if (PackedName(name) is not { } packedName || find(packedName) is not { } packed)
        {
            return null;
        }

        if (config?.Bits is not { } bits)
        {
            throw new CheckpointException(
                packed.Path,
                $"tensor '{packedName}' without settings for it",
                $"{QuantizationConfigReader.Key} in {Qwen2Config.FileName}, or quantize_config.json");
        }

        PackedLayout layout = PackedLayout.Of(config, packed.Path, name[..^WeightSuffix.Length], rowCount, columnCount, bits, config.GroupSize);
        TensorSource weight = Check(packed, layout, layout.WeightShape, DType.Int32);
        TensorSource zeros = Check(Beside(packed, find, layout, "qzeros"), layout, layout.ZerosShape, DType.Int32);
        TensorSource scales = Check(
            Beside(packed, find, layout, "scales"), layout, layout.ScalesShape,
            DType.Float16, DType.BFloat16, DType.Float32);
        return config.Method == QuantizationMethod.Awq
            ? new AwqMatrix(layout, weight, PackedGroups.Open(layout, scales, zeros))
            : new GptqMatrix(layout, weight, PackedGroups.Open(layout, scales, zeros), FindOrder(packed, find, layout));
    }

    // Files written before act-order have no g_idx.
    private static int[]? FindOrder(TensorSource packed, Func<string, TensorSource?> find, PackedLayout layout)
    {
        string name = $"{layout.Stem}.g_idx";
        TensorSource? index = layout.Config.HasActOrder ? Beside(packed, find, layout, "g_idx") : find(name);
        return index is null ? null : ActOrder.Read(layout, Check(index, layout, layout.GroupIndexShape, DType.Int32));
    }

    private static TensorSource Beside(TensorSource packed, Func<string, TensorSource?> find, PackedLayout layout, string part) =>
        find($"{layout.Stem}.{part}")
        ?? throw new CheckpointException(
            packed.Path, $"'{packed.Entry.Name}' without '{layout.Stem}.{part}'", $"both ({layout.Description})");

    /// <summary>Returns the tensor if its type and shape are as expected.</summary>
    /// <exception cref="CheckpointException">The type or shape is wrong.</exception>
    public static TensorSource Check(
        TensorSource tensor, PackedLayout layout, IReadOnlyList<long> shape, params DType[] dtypes)
    {
        TensorEntry entry = tensor.Entry;
        return dtypes.Contains(entry.DType) && entry.Shape.SequenceEqual(shape)
            ? tensor
            : throw new CheckpointException(
                tensor.Path,
                $"tensor '{entry.Name}' of shape [{string.Join(", ", entry.Shape)}], {entry.DTypeName}",
                $"[{string.Join(", ", shape)}], {string.Join(" or ", dtypes.Select(dtype => dtype.SafetensorsName()))} ({layout.Description})");
    }
}
