using QwenWebChat.Inference.Quantization;

namespace QwenWebChat.Inference.Kernels;

/// <summary>
/// Rows of activations laid out for the float kernels: tiles of 4 rows, in a tile [column, row]; a single row is a tile
/// of its own. Rows that fill the last tile up are zeros.
/// </summary>
/// <param name="rowCount">At least 1.</param>
internal sealed unsafe class FloatRows(int rowCount, int columnCount) : IDisposable
{
    public const int TileRows = 4;

    private readonly NativeBytes _values = NativeBytes.Allocate((long)PaddedCount(rowCount) * columnCount * sizeof(float));

    public int RowCount => rowCount;

    /// <summary>With those that fill the last tile up.</summary>
    public int PaddedRowCount => PaddedCount(rowCount);

    /// <summary>1 or <see cref="TileRows"/>.</summary>
    public int RowsPerTile => rowCount == 1 ? 1 : TileRows;

    public int TileCount => PaddedRowCount / RowsPerTile;

    /// <summary>[column, row] of one tile.</summary>
    public float* Tile(int tile) => (float*)_values.Pointer + ((long)tile * RowsPerTile * columnCount);

    /// <summary>Lays the rows of one tile out.</summary>
    /// <param name="source">All rows, [<see cref="RowCount"/>, columns].</param>
    public void FillTile(int tile, float* source)
    {
        float* destination = Tile(tile);
        for (int lane = 0; lane < RowsPerTile; lane++)
        {
            int row = (tile * RowsPerTile) + lane;
            float* values = row < rowCount ? source + ((long)row * columnCount) : null;
            for (int column = 0; column < columnCount; column++)
            {
                destination[(column * RowsPerTile) + lane] = values is null ? 0 : values[column];
            }
        }
    }

    public void Dispose() => _values.Dispose();

    private static int PaddedCount(int rowCount) => rowCount == 1 ? 1 : (rowCount + TileRows - 1) / TileRows * TileRows;
}
