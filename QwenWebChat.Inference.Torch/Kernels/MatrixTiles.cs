using QwenWebChat.Inference.Checkpoints;
using QwenWebChat.Inference.Kernels;

namespace QwenWebChat.Inference.Torch.Kernels;

/// <summary>Reads a checkpoint's matrix in tiles of rows, on all cores.</summary>
internal static class MatrixTiles
{
    /// <param name="tileRows">Rows of a tile.</param>
    /// <param name="take">Called with each tile's number and rows; the rows object is reused for the next tile.</param>
    /// <exception cref="CheckpointException">The matrix cannot be read.</exception>
    public static void ForEach(QuantizedMatrix matrix, int tileRows, Action<int, Rows> take, CancellationToken cancellationToken)
    {
        int tileCount = (matrix.RowCount + tileRows - 1) / tileRows;
        try
        {
            Parallel.For(0, tileCount, new ParallelOptions { CancellationToken = cancellationToken }, () => new Rows(matrix, tileRows), (tile, _, rows) =>
            {
                rows.Read(matrix, tile * tileRows);
                take(tile, rows);
                return rows;
            }, _ => { });
        }
        catch (AggregateException error) when (error.InnerException is CheckpointException inner)
        {
            // One error is enough, and callers handle it by its type.
            throw inner;
        }
    }

    /// <summary>Some rows of a matrix in its own format; rows beyond its end are zeros.</summary>
    internal sealed class Rows(QuantizedMatrix matrix, int tileRows)
    {
        /// <summary>The values, [tileRows, columns].</summary>
        public byte[] Values { get; } = new byte[tileRows * matrix.ColumnCount];

        /// <summary>The scales, [tileRows, groups].</summary>
        public float[] Scales { get; } = new float[tileRows * matrix.GroupCount];

        /// <summary>The offsets, [tileRows, groups], or empty.</summary>
        public float[] Offsets { get; } = new float[matrix.HasOffsets ? tileRows * matrix.GroupCount : 0];

        /// <summary>The number of rows that the matrix has in this tile.</summary>
        public int Count { get; private set; }

        public void Read(QuantizedMatrix source, int first)
        {
            Count = Math.Min(tileRows, source.RowCount - first);
            int numbers = Count * source.GroupCount;
            source.ReadRows(first, Values.AsSpan(0, Count * source.ColumnCount), Scales.AsSpan(0, numbers), Offsets.AsSpan(0, source.HasOffsets ? numbers : 0));
            Values.AsSpan(Count * source.ColumnCount).Clear();
        }
    }
}
