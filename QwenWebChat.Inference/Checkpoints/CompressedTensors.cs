using System.Runtime.InteropServices;

namespace QwenWebChat.Inference.Checkpoints;

/// <summary>
/// Finds the tensors of a compressed-tensors integer matrix: <c>weight_packed</c>, or <c>weight</c> in int8, with
/// <c>weight_scale</c> and optionally <c>weight_zero_point</c> and <c>weight_g_idx</c>. Bits and groups are derived
/// from their shapes.
/// </summary>
internal static class CompressedTensors
{
    private const string WeightSuffix = ".weight";

    /// <summary>Returns the name of a matrix's packed values; null for a name that is not a matrix.</summary>
    public static string? PackedName(string name) => name.EndsWith(WeightSuffix, StringComparison.Ordinal) ? $"{name}_packed" : null;

    /// <inheritdoc cref="PackedTensors.Find"/>
    public static QuantizedMatrix? Find(
        QuantizationConfig config, Func<string, TensorSource?> find, string name, int rowCount, int columnCount)
    {
        if (PackedName(name) is not { } packedName)
        {
            return null;
        }

        TensorSource? packed = find(packedName);
        TensorSource? stored = packed ?? (find(name) is { Entry.DType: DType.Int8 } bytes ? bytes : null);
        if (stored is null)
        {
            return null;
        }

        int bits = packed is null ? 8 : BitsOf(packed, rowCount, columnCount);
        TensorSource scales = Beside(stored, find, $"{name}_scale");
        PackedLayout layout = PackedLayout.Of(
            config, stored.Path, name[..^WeightSuffix.Length], rowCount, columnCount, bits, GroupSizeOf(scales, rowCount, columnCount));
        TensorSource weight = packed is null
            ? PackedTensors.Check(stored, layout, [rowCount, columnCount], DType.Int8)
            : PackedTensors.Check(stored, layout, layout.WeightShape, DType.Int32);
        PackedTensors.Check(scales, layout, layout.ScalesShape, DType.Float16, DType.BFloat16, DType.Float32);
        return new CompressedMatrix(layout, weight, scales, FindZeros(layout, stored, find, name), FindOrder(layout, find, name));
    }

    private static int BitsOf(TensorSource packed, int rowCount, int columnCount)
    {
        long words = packed.Entry.Shape is [_, long count] ? count : 0;
        return words == columnCount / 8 ? 4
            : words == columnCount / 4 ? 8
            : throw new CheckpointException(
                packed.Path,
                $"tensor '{packed.Entry.Name}' of shape [{string.Join(", ", packed.Entry.Shape)}]",
                $"[{rowCount}, {columnCount / 8}] in 4 bits or [{rowCount}, {columnCount / 4}] in 8");
    }

    // A group count that does not divide the columns is rejected with the shape that a valid group size would have.
    private static int? GroupSizeOf(TensorSource scales, int rowCount, int columnCount)
    {
        TensorEntry entry = scales.Entry;
        return entry.Shape is [_, long groups] && groups > 0 && columnCount % groups == 0
            ? (int)(columnCount / groups)
            : throw new CheckpointException(
                scales.Path,
                $"tensor '{entry.Name}' of shape [{string.Join(", ", entry.Shape)}]",
                $"[{rowCount}, groups], groups that divide {columnCount} columns");
    }

    // Files written before zero points were packed have them as int8; symmetric ones may have meaningless ones.
    private static TensorSource? FindZeros(PackedLayout layout, TensorSource stored, Func<string, TensorSource?> find, string name)
    {
        string zerosName = $"{name}_zero_point";
        TensorSource? zeros = layout.Config.IsSymmetric switch
        {
            true => null,
            false => Beside(stored, find, zerosName),
            _ => find(zerosName),
        };
        return zeros is null ? null
            : zeros.Entry.DType == DType.Int8 ? PackedTensors.Check(zeros, layout, layout.ScalesShape, DType.Int8)
            : PackedTensors.Check(zeros, layout, layout.ZerosShape, DType.Int32);
    }

    // A group index of -1 means that there is no order.
    private static int[]? FindOrder(PackedLayout layout, Func<string, TensorSource?> find, string name)
    {
        if (find($"{name}_g_idx") is not { } index)
        {
            return null;
        }

        PackedTensors.Check(index, layout, layout.GroupIndexShape, DType.Int32);
        return MemoryMarshal.Cast<byte, int>(index.ReadAll()).Contains(-1) ? null : ActOrder.Read(layout, index);
    }

    private static TensorSource Beside(TensorSource stored, Func<string, TensorSource?> find, string name) =>
        find(name)
        ?? throw new CheckpointException(stored.Path, $"'{stored.Entry.Name}' without '{name}'", "both (compressed-tensors)");
}
