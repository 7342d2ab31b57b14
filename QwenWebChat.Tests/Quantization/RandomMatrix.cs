using QwenWebChat.Inference.Checkpoints;

namespace QwenWebChat.Tests.Quantization;

/// <summary>A matrix of random whole numbers in any form that the kernels take.</summary>
internal sealed class RandomMatrix : QuantizedMatrix
{
    private readonly byte[] _values;
    private readonly float[] _scales;
    private readonly float[] _offsets;

    public RandomMatrix(Random random, int rows, int columns, int bits, int groupSize, bool hasOffsets, bool hasHalfScales, bool isShuffled = false, double magnitude = 0.01)
        : base(rows, columns)
    {
        (Bits, GroupSize, HasOffsets, HasHalfScales) = (bits, groupSize, hasOffsets, hasHalfScales);
        ZeroPoint = 1 << (bits - 1);
        _values = [.. Enumerable.Range(0, rows * columns).Select(_ => (byte)random.Next(1 << bits))];
        _scales = [.. Enumerable.Range(0, rows * GroupCount).Select(_ => Number(random, magnitude))];
        _offsets = hasOffsets ? [.. Enumerable.Range(0, rows * GroupCount).Select(_ => Number(random, magnitude * ZeroPoint))] : [];
        if (isShuffled)
        {
            int[] order = [.. Enumerable.Range(0, columns)];
            random.Shuffle(order);
            ColumnOrder = order;
        }
    }

    public override int Bits { get; }

    public override int GroupSize { get; }

    public override bool HasOffsets { get; }

    public override int ZeroPoint { get; }

    public override bool HasHalfScales { get; }

    public override IReadOnlyList<int>? ColumnOrder { get; }

    public override void ReadRows(int firstRow, Span<byte> values, Span<float> scales, Span<float> offsets)
    {
        _values.AsSpan(firstRow * ColumnCount, values.Length).CopyTo(values);
        _scales.AsSpan(firstRow * GroupCount, scales.Length).CopyTo(scales);
        if (HasOffsets)
        {
            _offsets.AsSpan(firstRow * GroupCount, offsets.Length).CopyTo(offsets);
        }
    }

    public byte Value(int row, int storedColumn) => _values[(row * ColumnCount) + storedColumn];

    public float Scale(int row, int group) => _scales[(row * GroupCount) + group];

    public float Offset(int row, int group) => HasOffsets ? _offsets[(row * GroupCount) + group] : 0;

    /// <summary>The weight that a stored value stands for, exactly.</summary>
    public double Weight(int row, int storedColumn)
    {
        int group = storedColumn / GroupSize;
        double offset = HasOffsets ? Offset(row, group) : (double)ZeroPoint * Scale(row, group);
        return ((double)Scale(row, group) * Value(row, storedColumn)) - offset;
    }

    // Either sign; every eighth is zero.
    private float Number(Random random, double magnitude)
    {
        double number = random.Next(8) == 0 ? 0 : ((random.NextDouble() * 2) - 1) * magnitude;
        return HasHalfScales ? (float)(Half)number : (float)number;
    }
}
