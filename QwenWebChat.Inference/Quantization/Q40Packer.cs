using System.Buffers;
using QwenWebChat.Inference.Checkpoints;

namespace QwenWebChat.Inference.Quantization;

/// <summary>
/// Converts GGUF's Q4_0 directly to the layout of the kernels: a block of 18 bytes, a float16 and 32 nibbles, is one
/// group of a row, so that nibbles are only rearranged and scales are copied.
/// </summary>
internal static unsafe class Q40Packer
{
    private const int BlockBytes = 18;
    private const ulong LowNibbles = 0x0f0f0f0f0f0f0f0f;

    /// <summary>Fills a weight on all cores.</summary>
    /// <exception cref="CheckpointException">A scale is not finite, or the file cannot be read.</exception>
    public static void Pack(GgufMatrix matrix, QuantizedWeight weight, CancellationToken cancellationToken) =>
        Parallel.For(
            0,
            weight.Form.PanelCount,
            new ParallelOptions { CancellationToken = cancellationToken },
            panel => PackPanel(matrix, weight, panel));

    private static void PackPanel(GgufMatrix matrix, QuantizedWeight weight, int panel)
    {
        int first = panel * QuantizedWeight.PanelRows;
        int count = Math.Min(QuantizedWeight.PanelRows, matrix.RowCount - first);
        int length = QuantizedWeight.PanelRows * matrix.RowBytes;
        byte[] buffer = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            Span<byte> rows = buffer.AsSpan(0, length);
            rows[(count * matrix.RowBytes)..].Clear();
            matrix.ReadBlocks(first, rows[..(count * matrix.RowBytes)]);
            fixed (byte* blocks = rows)
            {
                uint* values = (uint*)(weight.Values.Pointer + (panel * weight.Form.PanelValueBytes));
                ushort* scales = (ushort*)weight.Scales.Pointer + ((long)panel * matrix.GroupCount * QuantizedWeight.PanelRows);
                if (!TryPack(blocks, matrix.RowBytes, matrix.GroupCount, values, scales))
                {
                    // Throws the error with the position of the scale.
                    matrix.ReadRows(first, new byte[count * matrix.ColumnCount], new float[count * matrix.GroupCount], []);
                }
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <returns>False if a scale is not finite.</returns>
    private static bool TryPack(byte* blocks, int rowBytes, int groupCount, uint* values, ushort* scales)
    {
        int largest = 0;
        for (int group = 0; group < groupCount; group++)
        {
            for (int row = 0; row < QuantizedWeight.PanelRows; row++)
            {
                byte* block = blocks + ((long)row * rowBytes) + (group * BlockBytes);
                ushort scale = *(ushort*)block;
                largest = Math.Max(largest, scale & 0x7fff);
                scales[row] = scale;
                ulong head = *(ulong*)(block + 2);
                ulong tail = *(ulong*)(block + 10);
                values[row] = Pair(head & LowNibbles);
                values[row + QuantizedWeight.PanelRows] = Pair(tail & LowNibbles);
                values[row + (2 * QuantizedWeight.PanelRows)] = Pair((head >> 4) & LowNibbles);
                values[row + (3 * QuantizedWeight.PanelRows)] = Pair((tail >> 4) & LowNibbles);
            }

            values += 4 * QuantizedWeight.PanelRows;
            scales += QuantizedWeight.PanelRows;
        }

        return Half.IsFinite(BitConverter.Int16BitsToHalf((short)largest));
    }

    /// <summary>Puts four columns into the low halves of the bytes, and the next four into the high halves.</summary>
    private static uint Pair(ulong columns) => (uint)columns | (uint)(columns >> 28);
}
