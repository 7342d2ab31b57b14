using System.Globalization;
using System.Runtime.InteropServices;

namespace QwenWebChat.Inference.Checkpoints;

/// <summary>
/// The scales and zero points of an AWQ or GPTQ matrix: <c>scales</c> float [groups, rows] and <c>qzeros</c> int32
/// [groups, rows / 8 or 4]. An offset is zero x scale, which is exact in float32 for float16 (11 bits) or bfloat16 (8
/// bits) scales, because zeros have at most 8 bits; for float32 scales it is the nearest float32.
/// </summary>
internal sealed class PackedGroups
{
    private readonly PackedLayout _layout;
    private readonly HeldTensor _scales;
    private readonly HeldTensor _zeros;

    private PackedGroups(PackedLayout layout, TensorSource scales, TensorSource zeros, bool hasOffsets, bool hasHalfScales)
    {
        _layout = layout;
        _scales = new HeldTensor(scales, layout.RowCount);
        _zeros = new HeldTensor(zeros, layout.RowCount);
        HasOffsets = hasOffsets;
        HasHalfScales = hasHalfScales;
    }

    /// <summary>False if every zero point is <see cref="ZeroPoint"/>.</summary>
    public bool HasOffsets { get; }

    /// <summary>The zero point of a symmetric matrix.</summary>
    public int ZeroPoint => 1 << (_layout.Bits - 1);

    /// <summary>
    /// True if scales and offsets are exactly float16. The product of a scale and a zero point seldom is, so a matrix
    /// with offsets counts as false.
    /// </summary>
    public bool HasHalfScales { get; }

    private int Repeats => _layout.GroupSize / _layout.SharedGroupSize;

    private int GivenGroupCount => _layout.ColumnCount / _layout.SharedGroupSize;

    /// <summary>Reads the zero points, and scales that are not float16, to determine these properties.</summary>
    public static PackedGroups Open(PackedLayout layout, TensorSource scales, TensorSource zeros)
    {
        bool hasOffsets = !IsSymmetric(layout, MemoryMarshal.Cast<byte, uint>(zeros.ReadAll()));
        bool hasHalfScales = !hasOffsets && CheckpointFloats.AreHalves(scales);
        return new PackedGroups(layout, scales, zeros, hasOffsets, hasHalfScales);
    }

    /// <param name="rows">The number of rows.</param>
    /// <param name="scales">The scales, [rows, groups of <see cref="PackedLayout.SharedGroupSize"/>].</param>
    /// <param name="offsets">The offsets, in the same shape; empty if <see cref="HasOffsets"/> is false.</param>
    /// <exception cref="ArgumentException">The spans have the wrong sizes.</exception>
    /// <exception cref="CheckpointException">A scale or an offset is not finite, or the file cannot be read.</exception>
    public void ReadRows(int firstRow, int rows, Span<float> scales, Span<float> offsets)
    {
        int needed = rows * GivenGroupCount;
        if (scales.Length != needed || offsets.Length != (HasOffsets ? needed : 0))
        {
            throw new ArgumentException(
                $"{scales.Length} scales and {offsets.Length} offsets for {rows} rows of {GivenGroupCount} groups.", nameof(scales));
        }

        float[] numbers = new float[rows]; // one group's, of all rows: so they lie in the file
        byte[] scaleBytes = _scales.Take();
        for (int group = 0; group < _layout.GroupCount; group++)
        {
            ReadScales(scaleBytes, (group * _layout.RowCount) + firstRow, numbers);
            RequireFinite(numbers, group, firstRow, "scale");
            Spread(numbers, group, scales);
        }

        _scales.Release(rows);
        if (HasOffsets)
        {
            ReadOffsets(firstRow, numbers, scales, offsets);
        }
    }

    // A word of equal zeros is the zero point times the word of ones. GPTQModel has saved symmetric matrices with the
    // unbiased zero point in files with the format "gptq" (vllm-project/vllm pull request 38966).
    private static bool IsSymmetric(PackedLayout layout, ReadOnlySpan<uint> zeros)
    {
        uint ones = uint.MaxValue / ((1u << layout.Bits) - 1);
        uint zero = 1u << (layout.Bits - 1);
        return !zeros.ContainsAnyExcept(ones * (zero - (uint)layout.Config.ZeroPointBias))
            || (layout.Config.IsSymmetric == true && !zeros.ContainsAnyExcept(ones * zero));
    }

    private void ReadScales(byte[] bytes, int first, float[] numbers)
    {
        DType dtype = _scales.Source.Entry.DType;
        int elementBytes = dtype.ElementBytes();
        CheckpointFloats.ToSingle(bytes.AsSpan(first * elementBytes, numbers.Length * elementBytes), dtype, numbers);
    }

    private void ReadOffsets(int firstRow, float[] numbers, ReadOnlySpan<float> scales, Span<float> offsets)
    {
        byte[] zeroBytes = _zeros.Take();
        ReadOnlySpan<uint> zeros = MemoryMarshal.Cast<byte, uint>(zeroBytes);
        int perWord = _layout.ValuesPerWord;
        ReadOnlySpan<int> shifts = _layout.RowShifts;
        uint mask = (1u << _layout.Bits) - 1;
        for (int group = 0; group < _layout.GroupCount; group++)
        {
            int start = group * (_layout.RowCount / perWord);
            for (int i = 0; i < numbers.Length; i++)
            {
                (int word, int place) = Math.DivRem(firstRow + i, perWord);
                uint zero = ((zeros[start + word] >> shifts[place]) & mask) + (uint)_layout.Config.ZeroPointBias;
                numbers[i] = zero * scales[(i * GivenGroupCount) + (group * Repeats)];
            }

            RequireFinite(numbers, group, firstRow, "scale x zero point");
            Spread(numbers, group, offsets);
        }

        _zeros.Release(numbers.Length);
    }

    private void Spread(float[] numbers, int group, Span<float> rows)
    {
        for (int i = 0; i < numbers.Length; i++)
        {
            rows.Slice((i * GivenGroupCount) + (group * Repeats), Repeats).Fill(numbers[i]);
        }
    }

    private void RequireFinite(float[] numbers, int group, int firstRow, string what)
    {
        int index = Array.FindIndex(numbers, number => !float.IsFinite(number));
        if (index >= 0)
        {
            string number = numbers[index].ToString(CultureInfo.InvariantCulture);
            throw new CheckpointException(
                _scales.Source.Path,
                $"a {what} of {number} in '{_scales.Source.Entry.Name}' (group {group}, row {firstRow + index})",
                "finite numbers");
        }
    }
}
