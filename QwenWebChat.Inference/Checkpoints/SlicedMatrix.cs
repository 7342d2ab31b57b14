using System.Buffers;
using System.Numerics;

namespace QwenWebChat.Inference.Checkpoints;

/// <summary>Some rows and stored columns of another matrix. If the columns split groups, smaller groups are used.</summary>
internal sealed class SlicedMatrix : QuantizedMatrix
{
    private readonly QuantizedMatrix _whole;
    private readonly int _firstRow;
    private readonly int _firstColumn;

    /// <param name="rows">The range of output features.</param>
    /// <param name="columns">The range of stored columns.</param>
    public SlicedMatrix(QuantizedMatrix whole, Range rows, Range columns)
        : base(rows.GetOffsetAndLength(whole.RowCount).Length, columns.GetOffsetAndLength(whole.ColumnCount).Length)
    {
        _whole = whole;
        _firstRow = rows.GetOffsetAndLength(whole.RowCount).Offset;
        _firstColumn = columns.GetOffsetAndLength(whole.ColumnCount).Offset;
        GroupSize = (int)BigInteger.GreatestCommonDivisor(whole.GroupSize, BigInteger.GreatestCommonDivisor(_firstColumn, ColumnCount));
        ColumnOrder = whole.ColumnOrder?.Skip(_firstColumn).Take(ColumnCount).ToArray();
    }

    public override int Bits => _whole.Bits;

    public override int GroupSize { get; }

    public override bool HasOffsets => _whole.HasOffsets;

    public override int ZeroPoint => _whole.ZeroPoint;

    public override bool HasHalfScales => _whole.HasHalfScales;

    /// <summary>The column order in terms of the whole matrix's input features.</summary>
    public override IReadOnlyList<int>? ColumnOrder { get; }

    public override void ReadRows(int firstRow, Span<byte> values, Span<float> scales, Span<float> offsets)
    {
        int rows = values.Length / ColumnCount;
        int numbers = rows * _whole.GroupCount;
        byte[] wholeValues = ArrayPool<byte>.Shared.Rent(rows * _whole.ColumnCount);
        float[] wholeNumbers = ArrayPool<float>.Shared.Rent(2 * numbers);
        try
        {
            Span<float> wholeScales = wholeNumbers.AsSpan(0, numbers);
            Span<float> wholeOffsets = wholeNumbers.AsSpan(numbers, HasOffsets ? numbers : 0);
            _whole.ReadRows(_firstRow + firstRow, wholeValues.AsSpan(0, rows * _whole.ColumnCount), wholeScales, wholeOffsets);
            for (int row = 0; row < rows; row++)
            {
                wholeValues.AsSpan((row * _whole.ColumnCount) + _firstColumn, ColumnCount).CopyTo(values[(row * ColumnCount)..]);
                CopyNumbers(row, wholeScales, scales);
                if (HasOffsets)
                {
                    CopyNumbers(row, wholeOffsets, offsets);
                }
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(wholeValues);
            ArrayPool<float>.Shared.Return(wholeNumbers);
        }
    }

    private void CopyNumbers(int row, ReadOnlySpan<float> source, Span<float> target)
    {
        for (int group = 0; group < GroupCount; group++)
        {
            target[(row * GroupCount) + group] = source[(row * _whole.GroupCount) + ((_firstColumn + (group * GroupSize)) / _whole.GroupSize)];
        }
    }
}
