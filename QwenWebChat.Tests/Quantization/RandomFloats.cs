using QwenWebChat.Inference.Quantization;

namespace QwenWebChat.Tests.Quantization;

/// <summary>A matrix of floats, in bfloat16 where asked.</summary>
internal sealed class RandomFloats
{
    private readonly float[] _weights;
    private readonly bool _isBFloat16;

    public RandomFloats(Random random, int rowCount, int columnCount, bool isBFloat16)
    {
        (RowCount, ColumnCount, _isBFloat16) = (rowCount, columnCount, isBFloat16);
        _weights = [.. Enumerable.Range(0, rowCount * columnCount).Select(_ => Cut((random.NextSingle() * 2) - 1))];
    }

    public int RowCount { get; }

    public int ColumnCount { get; }

    public float Weight(int row, int column) => _weights[(row * ColumnCount) + column];

    /// <summary>The caller owns it.</summary>
    public FloatWeight Pack() => _isBFloat16
        ? FloatWeight.Pack<ushort>(RowCount, ColumnCount, ReadBits, TestContext.Current.CancellationToken)
        : FloatWeight.Pack<float>(RowCount, ColumnCount, (first, rows) => Rows(first, rows.Length).CopyTo(rows), TestContext.Current.CancellationToken);

    private float Cut(float value) => _isBFloat16 ? BitConverter.Int32BitsToSingle(BitConverter.SingleToInt32Bits(value) & ~0xffff) : value;

    private ReadOnlySpan<float> Rows(int first, int length) => _weights.AsSpan(first * ColumnCount, length);

    private void ReadBits(int first, Span<ushort> rows)
    {
        ReadOnlySpan<float> values = Rows(first, rows.Length);
        for (int i = 0; i < rows.Length; i++)
        {
            rows[i] = (ushort)(BitConverter.SingleToInt32Bits(values[i]) >>> 16);
        }
    }
}
