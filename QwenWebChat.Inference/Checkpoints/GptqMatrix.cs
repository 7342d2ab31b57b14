using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace QwenWebChat.Inference.Checkpoints;

/// <summary>
/// A matrix of a GPTQ checkpoint: <c>qweight</c> is int32 [columns / 8 (of 8 bits: 4), rows], a word eight (four)
/// columns of one row from its low bits up. Source: AutoGPTQ/AutoGPTQ,
/// <c>auto_gptq/nn_modules/qlinear/qlinear_cuda_old.py</c>.
/// </summary>
/// <param name="order">The columns sorted by group; null where they are.</param>
internal sealed class GptqMatrix(PackedLayout layout, TensorSource weight, PackedGroups groups, int[]? order)
    : QuantizedMatrix(layout.RowCount, layout.ColumnCount)
{
    // Lines of the cache: of columns in the values, and of words in the file.
    private const int BlockColumns = 64;
    private const int BlockRows = 16;

    private readonly HeldTensor _words = new(weight, layout.RowCount);

    public override int Bits => layout.Config.Bits;

    public override int GroupSize => layout.SharedGroupSize;

    public override bool HasOffsets => groups.HasOffsets;

    public override int ZeroPoint => groups.ZeroPoint;

    public override bool HasHalfScales => groups.HasHalfScales;

    public override IReadOnlyList<int>? ColumnOrder => order;

    /// <summary>Whether the packed values are in memory.</summary>
    public bool IsHeld => _words.IsHeld;

    public override void ReadRows(int firstRow, Span<byte> values, Span<float> scales, Span<float> offsets)
    {
        int rows = layout.CountRows(firstRow, values);
        groups.ReadRows(firstRow, rows, scales, offsets);
        ReadOnlySpan<uint> words = MemoryMarshal.Cast<byte, uint>(_words.Take());
        Span<int> starts = stackalloc int[BlockColumns];
        Span<int> shifts = stackalloc int[BlockColumns];
        for (int column = 0; column < ColumnCount; column += BlockColumns)
        {
            int columns = Math.Min(BlockColumns, ColumnCount - column);
            for (int i = 0; i < columns; i++)
            {
                (int word, int place) = Math.DivRem(order?[column + i] ?? column + i, layout.ValuesPerWord);
                starts[i] = (word * RowCount) + firstRow;
                shifts[i] = place * Bits;
            }

            for (int row = 0; row < rows; row += BlockRows)
            {
                int end = Math.Min(row + BlockRows, rows);
                Unpack(words, starts[..columns], shifts[..columns], row, end, values[column..]);
            }
        }

        _words.Release(rows);
    }

    /// <param name="starts">For each column of the block, its word of the first row.</param>
    /// <param name="shifts">For each column of the block, its place in a word.</param>
    /// <param name="values">[rows, ColumnCount] from the block's first column on.</param>
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
