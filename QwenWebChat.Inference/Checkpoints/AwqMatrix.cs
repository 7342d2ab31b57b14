using System.Buffers.Binary;
using System.Runtime.Intrinsics;

namespace QwenWebChat.Inference.Checkpoints;

/// <summary>
/// A matrix of an AWQ checkpoint: <c>qweight</c> is int32 [columns, rows / 8], one word for eight rows of a column in
/// AWQ's order. Source: casper-hansen/AutoAWQ, <c>awq/modules/linear/gemm.py</c>.
/// </summary>
internal sealed class AwqMatrix(PackedLayout layout, TensorSource weight, PackedGroups groups)
    : PackedMatrix(layout, weight, groups)
{
    protected override void Unpack(ReadOnlySpan<uint> words, int firstRow, int rows, Span<byte> values)
    {
        int lastWord = (firstRow + rows - 1) / Layout.ValuesPerWord;
        for (int column = 0; column < ColumnCount; column += BlockColumns)
        {
            for (int word = firstRow / Layout.ValuesPerWord; word <= lastWord; word++)
            {
                Unpack(words, word, firstRow, column, Math.Min(column + BlockColumns, ColumnCount), values);
            }
        }
    }

    // The words of eight columns hold eight bytes of each of eight rows.
    private void Unpack(ReadOnlySpan<uint> words, int word, int firstRow, int column, int end, Span<byte> values)
    {
        int stride = RowCount / Layout.ValuesPerWord;
        ReadOnlySpan<int> shifts = Layout.RowShifts;
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
