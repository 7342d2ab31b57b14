using QwenWebChat.Inference.Checkpoints;
using QwenWebChat.Inference.Kernels;
using static TorchSharp.torch;

namespace QwenWebChat.Inference.Torch.Kernels;

/// <summary>Packs a checkpoint's values into the layout of <see cref="Int4Matrix"/>, on the CPU.</summary>
internal static unsafe class Int4Packing
{
    public const int TileRows = 8;
    public const int LaneCount = 32;
    public const int LaneColumns = 32;

    private const int MiddleValue = 8;

    // The column offsets of a lane's eight values from its first column, from the lowest nibble to the highest.
    private static readonly int[] Places = [0, 8, 16, 24, 1, 9, 17, 25];

    /// <param name="packed">The packed values to write, int32, [rows / 8, columns / (16 T), 32, T / 2], uninitialized.</param>
    /// <param name="numbers">The scales and zeros to write, [rows, groups, 2] float32, initially zeros.</param>
    public static void Fill(QuantizedMatrix matrix, Tensor packed, Tensor numbers, CancellationToken cancellationToken)
    {
        int innerTiles = (int)packed.size(3) * 2;
        long tileBytes = (long)TileRows * matrix.ColumnCount / 2;
        fixed (byte* packedBytes = packed.bytes, numberBytes = numbers.bytes)
        {
            (nint values, nint floats) = ((nint)packedBytes, (nint)numberBytes);
            MatrixTiles.ForEach(matrix, TileRows, (tile, rows) =>
            {
                PackTile(rows.Values, matrix.ColumnCount, innerTiles, new Span<uint>((byte*)values + (tile * tileBytes), (int)(tileBytes / sizeof(uint))));
                for (int row = 0; row < rows.Count; row++)
                {
                    long place = ((long)(tile * TileRows) + row) * matrix.GroupCount * 2;
                    WriteNumbers(matrix, rows, row, new Span<float>((float*)floats + place, matrix.GroupCount * 2));
                }
            }, cancellationToken);
        }
    }

    /// <summary>Returns the column of each value if a row's low nibbles are read in order, then its high nibbles.</summary>
    public static int[] UnpackedOrder(int columnCount, int innerTiles)
    {
        int[] order = new int[columnCount];
        int place = 0;
        for (int half = 0; half < 2; half++)
        {
            for (int outer = 0; outer < columnCount; outer += innerTiles * 16)
            {
                for (int quad = 0; quad < 4; quad++)
                {
                    for (int inner = 0; inner < innerTiles / 2; inner++)
                    {
                        for (int b = 0; b < sizeof(uint); b++)
                        {
                            order[place++] = outer + (inner * LaneColumns) + (quad * 2) + Places[(2 * b) + half];
                        }
                    }
                }
            }
        }

        return order;
    }

    /// <param name="rows">The values of eight rows, [8, columns].</param>
    /// <param name="destination">The packed tile, [columns / (16 T), 32, T / 2].</param>
    private static void PackTile(ReadOnlySpan<byte> rows, int columns, int innerTiles, Span<uint> destination)
    {
        int place = 0;
        for (int outer = 0; outer < columns; outer += innerTiles * 16)
        {
            for (int lane = 0; lane < LaneCount; lane++)
            {
                for (int inner = 0; inner < innerTiles / 2; inner++)
                {
                    int first = (lane / 4 * columns) + outer + (inner * LaneColumns) + (lane % 4 * 2);
                    uint word = 0;
                    for (int nibble = 0; nibble < Places.Length; nibble++)
                    {
                        word |= (uint)rows[first + Places[nibble]] << (4 * nibble);
                    }

                    destination[place++] = word;
                }
            }
        }
    }

    private static void WriteNumbers(QuantizedMatrix matrix, MatrixTiles.Rows rows, int row, Span<float> destination)
    {
        for (int group = 0; group < matrix.GroupCount; group++)
        {
            int index = (row * matrix.GroupCount) + group;
            float scale = rows.Scales[index];
            // The weight that a quantized value of 8 stands for.
            double zero = matrix.HasOffsets ? ((double)scale * MiddleValue) - rows.Offsets[index] : (double)scale * (MiddleValue - matrix.ZeroPoint);
            (destination[2 * group], destination[(2 * group) + 1]) = (scale, (float)zero);
        }
    }
}
