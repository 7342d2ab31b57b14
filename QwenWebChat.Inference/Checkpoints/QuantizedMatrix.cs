namespace QwenWebChat.Inference.Checkpoints;

/// <summary>
/// A weight matrix that a checkpoint holds in whole numbers, whatever its format: weight[n, k] = scale[n, g] x
/// value[n, k] - offset[n, g], where g = k / <see cref="GroupSize"/> counts groups of stored columns. Reading gives the
/// format's own numbers, without rounding.
/// </summary>
/// <param name="rowCount">Output features.</param>
/// <param name="columnCount">Input features, a multiple of <see cref="GroupSize"/>.</param>
public abstract class QuantizedMatrix(int rowCount, int columnCount)
{
    /// <summary>Output features.</summary>
    public int RowCount { get; } = rowCount;

    /// <summary>Input features.</summary>
    public int ColumnCount { get; } = columnCount;

    /// <summary>4 or 8: values are below 16 or 256. A format of 5 or 6 bits says 8.</summary>
    public abstract int Bits { get; }

    /// <summary>Columns that share a scale: 16, 32, 64 or 128. A format with larger groups repeats theirs.</summary>
    public abstract int GroupSize { get; }

    /// <summary>Whether each group has an offset of its own; else it is <see cref="ZeroPoint"/> x scale.</summary>
    public abstract bool HasOffsets { get; }

    /// <summary>The value that stands for 0 where groups have no offsets.</summary>
    public abstract int ZeroPoint { get; }

    /// <summary>Whether every scale and offset is a float16 number, so that two bytes hold it exactly.</summary>
    public abstract bool HasHalfScales { get; }

    /// <summary>Stored column j is input feature ColumnOrder[j] (GPTQ's act-order); null where the order is the input's own.</summary>
    public virtual IReadOnlyList<int>? ColumnOrder => null;

    public int GroupCount => ColumnCount / GroupSize;

    /// <summary>Reads some rows. Several threads may read at once.</summary>
    /// <param name="firstRow">The first of them.</param>
    /// <param name="values">[rows, ColumnCount]; its length says how many rows.</param>
    /// <param name="scales">[rows, GroupCount].</param>
    /// <param name="offsets">[rows, GroupCount], or empty where <see cref="HasOffsets"/> is false.</param>
    /// <exception cref="CheckpointException">A scale or offset is not finite, or the file cannot be read.</exception>
    public abstract void ReadRows(int firstRow, Span<byte> values, Span<float> scales, Span<float> offsets);
}
