using QwenWebChat.Inference.Checkpoints;

namespace QwenWebChat.Inference.Quantization;

/// <summary>The shape and storage format of a <see cref="QuantizedWeight"/>.</summary>
/// <param name="RowCount">The number of output features.</param>
/// <param name="ColumnCount">The number of input features, a multiple of <paramref name="GroupSize"/>.</param>
/// <param name="Bits">The bits of a value: 4 or 8.</param>
/// <param name="GroupSize">The number of columns that share a scale: 16, 32, 64 or 128.</param>
/// <param name="HasOffsets">True if each group has an offset; otherwise the offset is <paramref name="ZeroPoint"/> x scale.</param>
/// <param name="ZeroPoint">The value that represents 0 if groups have no offsets.</param>
/// <param name="HasHalfScales">True if scales and offsets are float16; otherwise they are float32.</param>
/// <param name="ColumnOrder">Stored column j is input feature ColumnOrder[j]; null if the order is the input's own.</param>
internal sealed record QuantizedForm(
    int RowCount, int ColumnCount, int Bits, int GroupSize, bool HasOffsets, int ZeroPoint, bool HasHalfScales, int[]? ColumnOrder)
{
    // Not public: a record prints its public properties, and a cache file is found by a hash of that text.
    internal MatrixFormat Format => Bits == 4 ? MatrixFormat.Int4 : MatrixFormat.Int8;

    public int PanelCount => (RowCount + QuantizedWeight.PanelRows - 1) / QuantizedWeight.PanelRows;

    public int GroupCount => ColumnCount / GroupSize;

    public long PanelValueBytes => (long)ColumnCount * Bits * QuantizedWeight.PanelRows / 8;

    public long ValueBytes => PanelCount * PanelValueBytes;

    public long ScaleBytes => (long)PanelCount * GroupCount * QuantizedWeight.PanelRows * (HasHalfScales ? 2 : 4);

    public long TotalBytes => ValueBytes + (HasOffsets ? 2 : 1) * ScaleBytes;

    /// <summary>Returns the form that holds a checkpoint's matrix without rounding.</summary>
    /// <exception cref="ArgumentException">No kernel supports this group size or number of bits.</exception>
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
