using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace QwenWebChat.Inference.Checkpoints;

/// <summary>
/// A matrix of an AWQ checkpoint: <c>qweight</c> is int32 [columns, rows / 8], a word eight rows of one column in
/// AWQ's order. Source: casper-hansen/AutoAWQ, <c>awq/modules/linear/gemm.py</c>.
/// </summary>
internal sealed class AwqMatrix(PackedLayout layout, TensorSource weight, PackedGroups groups)
    : QuantizedMatrix(layout.RowCount, layout.ColumnCount)
{
    // A line of the cache: of columns in the values, and of words in the file.
    private const int BlockColumns = 64;

    private readonly HeldTensor _words = new(weight, layout.RowCount);

    public override int Bits => layout.Config.Bits;

    public override int GroupSize => layout.SharedGroupSize;

    public override bool HasOffsets => groups.HasOffsets;

    public override int ZeroPoint => groups.ZeroPoint;

    public override bool HasHalfScales => groups.HasHalfScales;

    /// <summary>Whether the packed values are in memory.</summary>
    public bool IsHeld => _words.IsHeld;

    public override void ReadRows(int firstRow, Span<byte> values, Span<float> scales, Span<float> offsets)
    {
        int rows = layout.CountRows(firstRow, values);
        groups.ReadRows(firstRow, rows, scales, offsets);
        ReadOnlySpan<uint> words = MemoryMarshal.Cast<byte, uint>(_words.Take());
        int lastWord = (firstRow + rows - 1) / layout.ValuesPerWord;
        for (int column = 0; column < ColumnCount; column += BlockColumns)
        {
            for (int word = firstRow / layout.ValuesPerWord; word <= lastWord; word++)
            {
                Unpack(words, word, firstRow, column, Math.Min(column + BlockColumns, ColumnCount), values);
            }
        }

        _words.Release(rows);
    }

    // The words of eight columns hold eight bytes of each of eight rows.
    private void Unpack(ReadOnlySpan<uint> words, int word, int firstRow, int column, int end, Span<byte> values)
    {
        int stride = RowCount / layout.ValuesPerWord;
        ReadOnlySpan<int> shifts = layout.RowShifts;
        for (; column < end; column += Vector256<uint>.Count)
        {
            int at = (column * stride) + word;
            Vector256<uint> packed = Vector256.Create(
                words[at], words[at + stride], words[at + (2 * stride)], words[at + (3 * stride)],
                words[at + (4 * stride)], words[at + (5 * stride)], words[at + (6 * stride)], words[at + (7 * stride)]);
            for (int i = 0; i < shifts.Length; i++)
            {
                int start = (((word * shifts.Length) + i - firstRow) * ColumnCount) + column;
                if ((uint)start < (uint)values.Length)
                {
                    Vector256<uint> row = (packed >>> shifts[i]) & Vector256.Create(15u);
                    Vector128<ushort> narrow = Vector128.Narrow(row.GetLower(), row.GetUpper());
                    ulong bytes = Vector128.Narrow(narrow, narrow).AsUInt64().ToScalar();
                    BinaryPrimitives.WriteUInt64LittleEndian(values[start..], bytes);
                }
            }
        }
    }
}
