using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using QwenWebChat.Inference.Checkpoints;

namespace QwenWebChat.Inference.Quantization;

/// <summary>
/// Converts GGUF's Q4_0 directly to the layout of the kernels: a block of 18 bytes, a float16 and 32 nibbles, is one
/// group of a row, so that nibbles are only rearranged and scales are copied.
/// </summary>
internal static unsafe class Q40Packer
{
    private const int BlockBytes = 18;

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

    /// <summary>Packs the rows of a panel. Optimized at once: a load would end soon after the runtime replaced a first version.</summary>
    /// <returns>False if a scale is not finite.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static bool TryPack(byte* blocks, int rowBytes, int groupCount, uint* values, ushort* scales)
    {
        int largest = 0;
        for (int group = 0; group < groupCount; group++)
        {
            byte* block = blocks + (group * BlockBytes);
            for (int row = 0; row < QuantizedWeight.PanelRows; row += 2)
            {
                byte* next = block + rowBytes;
                (scales[row], scales[row + 1]) = (*(ushort*)block, *(ushort*)next);
                largest = Math.Max(largest, Math.Max(scales[row] & 0x7fff, scales[row + 1] & 0x7fff));
                Vector128<ulong> packed = Vector128.Load(block + 2).AsUInt64();
                Vector128<ulong> others = Vector128.Load(next + 2).AsUInt64();
                Vector128<ulong> low = Pair(packed, others);
                Vector128<ulong> high = Pair(packed >>> 4, others >>> 4);
                *(ulong*)(values + row) = low[0];
                *(ulong*)(values + row + QuantizedWeight.PanelRows) = low[1];
                *(ulong*)(values + row + (2 * QuantizedWeight.PanelRows)) = high[0];
                *(ulong*)(values + row + (3 * QuantizedWeight.PanelRows)) = high[1];
                block = next + rowBytes;
            }

            values += 4 * QuantizedWeight.PanelRows;
            scales += QuantizedWeight.PanelRows;
        }

        return Half.IsFinite(BitConverter.Int16BitsToHalf((short)largest));
    }

    /// <summary>
    /// Puts four columns into the low halves of four bytes and the next four columns into the high halves: those of a row
    /// into the lower half of each element, those of the next row into the upper half.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<ulong> Pair(Vector128<ulong> row, Vector128<ulong> next)
    {
        Vector128<ulong> lowNibbles = Vector128.Create(0x0f0f0f0f0f0f0f0ful);
        row &= lowNibbles;
        next &= lowNibbles;
        return ((row | (row >>> 28)) & Vector128.Create((ulong)uint.MaxValue)) | ((next | (next >>> 28)) << 32);
    }
}
