using QwenWebChat.Inference.Quantization;

namespace QwenWebChat.Inference.Kernels;

/// <summary>
/// Rows of activations in the layout of the float kernels: tiles of 4 rows, each [column, row]; a single row is a tile
/// of its own. Padding rows of the last tile are zeros.
/// </summary>
/// <param name="rowCount">The number of rows, at least 1.</param>
internal sealed unsafe class FloatRows(int rowCount, int columnCount) : IDisposable
{
    public const int TileRows = 4;

    private readonly NativeBytes _values = NativeBytes.Allocate((long)PaddedCount(rowCount) * columnCount * sizeof(float));

    public int RowCount => rowCount;

    /// <summary>The number of rows including the padding rows.</summary>
    public int PaddedRowCount => PaddedCount(rowCount);

    /// <summary>The number of rows in a tile: 1 or <see cref="TileRows"/>.</summary>
    public int RowsPerTile => rowCount == 1 ? 1 : TileRows;

    public int TileCount => PaddedRowCount / RowsPerTile;

    /// <summary>Returns the address of a tile, [column, row].</summary>
    public float* Tile(int tile) => (float*)_values.Pointer + ((long)tile * RowsPerTile * columnCount);

    /// <summary>Fills one tile from its rows.</summary>
    /// <param name="source">The activations, [<see cref="RowCount"/>, columns].</param>
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
