namespace QwenWebChat.Inference.Checkpoints;

/// <summary>
/// An integer-quantized weight matrix of a checkpoint, of any format: weight[n, k] = scale[n, g] x value[n, k] -
/// offset[n, g], where g = k / <see cref="GroupSize"/> counts groups of stored columns. Values are read without
/// rounding.
/// </summary>
/// <param name="rowCount">Output features.</param>
/// <param name="columnCount">Input features, a multiple of <see cref="GroupSize"/>.</param>
public abstract class QuantizedMatrix(int rowCount, int columnCount)
{
    /// <summary>The number of output features.</summary>
    public int RowCount { get; } = rowCount;

    /// <summary>The number of input features.</summary>
    public int ColumnCount { get; } = columnCount;

    /// <summary>The bits of a value: 4 or 8. Formats of 5 or 6 bits report 8.</summary>
    public abstract int Bits { get; }

    /// <summary>The number of columns that share a scale: 16, 32, 64 or 128. A format with larger groups repeats their scale.</summary>
    public abstract int GroupSize { get; }

    /// <summary>True if each group has its own offset; otherwise the offset is <see cref="ZeroPoint"/> x scale.</summary>
    public abstract bool HasOffsets { get; }

    /// <summary>The value that represents 0 if groups have no offsets.</summary>
    public abstract int ZeroPoint { get; }

    /// <summary>True if every scale and offset is exactly representable as float16.</summary>
    public abstract bool HasHalfScales { get; }

    /// <summary>Stored column j is input feature ColumnOrder[j] (GPTQ's act-order); null if the order is the input's own.</summary>
    public virtual IReadOnlyList<int>? ColumnOrder => null;

    public int GroupCount => ColumnCount / GroupSize;

    /// <summary>Reads some rows. Thread-safe.</summary>
    /// <param name="firstRow">The first row.</param>
    /// <param name="values">The values, [rows, ColumnCount]; the length determines the number of rows.</param>
    /// <param name="scales">The scales, [rows, GroupCount].</param>
    /// <param name="offsets">The offsets, [rows, GroupCount], or empty if <see cref="HasOffsets"/> is false.</param>
    /// <exception cref="CheckpointException">A scale or offset is not finite, or the file cannot be read.</exception>
    public abstract void ReadRows(int firstRow, Span<byte> values, Span<float> scales, Span<float> offsets);
}
