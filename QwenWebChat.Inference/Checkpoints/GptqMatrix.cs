using System.Buffers.Binary;

namespace QwenWebChat.Inference.Checkpoints;

/// <summary>
/// A matrix of a GPTQ checkpoint: <c>qweight</c> is int32 [columns / 8 (of 8 bits: 4), rows], one word for eight (four)
/// columns of a row from the low bits up. Source: AutoGPTQ/AutoGPTQ,
/// <c>auto_gptq/nn_modules/qlinear/qlinear_cuda_old.py</c>.
/// </summary>
/// <param name="order">The columns sorted by group; null if they are in order.</param>
internal sealed class GptqMatrix(PackedLayout layout, TensorSource weight, PackedGroups groups, int[]? order)
    : PackedMatrix(layout, weight, groups)
{
    // A cache line of words in the file.
    private const int BlockRows = 16;

    public override IReadOnlyList<int>? ColumnOrder => order;

    protected override void Unpack(ReadOnlySpan<uint> words, int firstRow, int rows, Span<byte> values)
    {
        Span<int> starts = stackalloc int[BlockColumns];
        Span<int> shifts = stackalloc int[BlockColumns];
        for (int column = 0; column < ColumnCount; column += BlockColumns)
        {
            int columns = Math.Min(BlockColumns, ColumnCount - column);
            for (int i = 0; i < columns; i++)
            {
                (int word, int place) = Math.DivRem(order?[column + i] ?? column + i, Layout.ValuesPerWord);
                starts[i] = (word * RowCount) + firstRow;
                shifts[i] = place * Bits;
            }

            for (int row = 0; row < rows; row += BlockRows)
            {
                int end = Math.Min(row + BlockRows, rows);
                Unpack(words, starts[..columns], shifts[..columns], row, end, values[column..]);
            }
        }
    }

    /// <param name="starts">The word of the first row for each column of the block.</param>
    /// <param name="shifts">The bit position within a word for each column of the block.</param>
    /// <param name="values">The destination, [rows, ColumnCount], from the block's first column on.</param>
    private void Unpack(
        ReadOnlySpan<uint> words, ReadOnlySpan<int> starts, ReadOnlySpan<int> shifts, int row, int end, Span<byte> values)
    {
        uint mask = (1u << Bits) - 1;
        for (; row < end; row++)
        {
            Span<byte> target = values.Slice(row * ColumnCount, starts.Length);
            for (int i = 0; i < starts.Length; i += sizeof(ulong))
            {
                ulong bytes = 0;
                for (int j = 0; j < sizeof(ulong); j++)
                {
                    uint value = (words[starts[i + j] + row] >> shifts[i + j]) & mask;
                    bytes |= (ulong)value << (8 * j);
                }

                BinaryPrimitives.WriteUInt64LittleEndian(target[i..], bytes);
            }
        }
    }
}
