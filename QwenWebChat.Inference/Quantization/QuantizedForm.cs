using QwenWebChat.Inference.Checkpoints;

namespace QwenWebChat.Inference.Quantization;

/// <summary>How a <see cref="QuantizedWeight"/> is shaped and stored.</summary>
/// <param name="RowCount">Output features.</param>
/// <param name="ColumnCount">Input features, a multiple of <paramref name="GroupSize"/>.</param>
/// <param name="Bits">4 or 8.</param>
/// <param name="GroupSize">Columns that share a scale: 16, 32, 64 or 128.</param>
/// <param name="HasOffsets">Whether each group has an offset; else it is <paramref name="ZeroPoint"/> x scale.</param>
/// <param name="ZeroPoint">The value that stands for 0 where groups have no offsets.</param>
/// <param name="HasHalfScales">Float16 scales and offsets; else float32.</param>
/// <param name="ColumnOrder">Stored column j is input feature ColumnOrder[j]; null where the order is the input's own.</param>
internal sealed record QuantizedForm(
    int RowCount, int ColumnCount, int Bits, int GroupSize, bool HasOffsets, int ZeroPoint, bool HasHalfScales, int[]? ColumnOrder)
{
    public int PanelCount => (RowCount + QuantizedWeight.PanelRows - 1) / QuantizedWeight.PanelRows;

    public int GroupCount => ColumnCount / GroupSize;

    public long PanelValueBytes => (long)ColumnCount * Bits * QuantizedWeight.PanelRows / 8;

    public long ValueBytes => PanelCount * PanelValueBytes;

    public long ScaleBytes => (long)PanelCount * GroupCount * QuantizedWeight.PanelRows * (HasHalfScales ? 2 : 4);

    public long TotalBytes => ValueBytes + (HasOffsets ? 2 : 1) * ScaleBytes;

    /// <summary>The form that holds a checkpoint's matrix without rounding.</summary>
    /// <exception cref="ArgumentException">No kernel has such groups or bits.</exception>
    public static QuantizedForm Of(QuantizedMatrix matrix)
    {
        bool isSupported = matrix.Bits is 4 or 8 && matrix.GroupSize is 16 or 32 or 64 or 128;
        if (!isSupported || matrix.ColumnCount % matrix.GroupSize != 0)
        {
            throw new ArgumentException($"{matrix.Bits} bits in groups of {matrix.GroupSize} over {matrix.ColumnCount} columns have no kernel.", nameof(matrix));
        }

        return new QuantizedForm(
            matrix.RowCount, matrix.ColumnCount, matrix.Bits, matrix.GroupSize, matrix.HasOffsets, matrix.ZeroPoint, matrix.HasHalfScales, matrix.ColumnOrder?.ToArray());
    }
}
