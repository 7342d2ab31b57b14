using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace QwenWebChat.Inference.Checkpoints;

/// <summary>
/// An integer matrix of a compressed-tensors checkpoint, row by row: <c>weight_packed</c> is int32 [rows, columns / 8
/// (of 8 bits: 4)], one word for eight (four) columns from the low bits up, each plus 2^(bits - 1); or <c>weight</c> is
/// int8 [rows, columns]. <c>weight_scale</c> is float [rows, groups]; <c>weight_zero_point</c> is int32 [rows / 8 or 4,
/// groups], packed along the rows in the same way, or int8 [rows, groups]. Source:
/// <c>src/compressed_tensors/compressors/pack_quantized</c> of vllm-project/compressed-tensors.
/// </summary>
/// <param name="zeros">The zero points; null if every one is 2^(bits - 1).</param>
/// <param name="order">The columns sorted by group; null if they are in order.</param>
internal sealed class CompressedMatrix(PackedLayout layout, TensorSource weight, TensorSource scales, TensorSource? zeros, int[]? order)
    : QuantizedMatrix(layout.RowCount, layout.ColumnCount)
{
    public override int Bits => layout.Bits;

    public override int GroupSize => layout.SharedGroupSize;

    public override bool HasOffsets => zeros is not null;

    public override int ZeroPoint => 1 << (layout.Bits - 1);

    /// <summary>
    /// True if scales are exactly float16. The product of a scale and a zero point seldom is, so a matrix with offsets
    /// counts as false.
    /// </summary>
    public override bool HasHalfScales { get; } = zeros is null && CheckpointFloats.AreHalves(scales);

    public override IReadOnlyList<int>? ColumnOrder => order;

    private int Repeats => layout.GroupSize / layout.SharedGroupSize;

    public override void ReadRows(int firstRow, Span<byte> values, Span<float> scales, Span<float> offsets)
    {
        int rows = layout.CountRows(firstRow, values);
        int needed = rows * GroupCount;
        if (scales.Length != needed || offsets.Length != (HasOffsets ? needed : 0))
        {
            throw new ArgumentException(
                $"{scales.Length} scales and {offsets.Length} offsets for {rows} rows of {GroupCount} groups.", nameof(scales));
        }

        ReadValues(firstRow, values);
        float[] numbers = ReadScales(firstRow, rows);
        Spread(numbers, scales);
        if (zeros is not null)
        {
            MultiplyByZeros(zeros, firstRow, numbers);
            Spread(numbers, offsets);
        }
    }

    private void ReadValues(int firstRow, Span<byte> values)
    {
        int rowBytes = ColumnCount * layout.Bits / 8;
        int count = values.Length / ColumnCount * rowBytes;
        byte[] buffer = ArrayPool<byte>.Shared.Rent(count);
        try
        {
            Span<byte> packed = buffer.AsSpan(0, count);
            weight.Read((long)firstRow * rowBytes, packed);
            if (layout.Bits == 4)
            {
                SplitNibbles(packed, values);
            }
            else
            {
                // The bytes of a word are in column order; int8 values lack the 128.
                TensorPrimitives.Xor(packed, weight.Entry.DType == DType.Int8 ? (byte)0x80 : (byte)0, values);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        if (order is not null)
        {
            byte[] row = new byte[ColumnCount];
            for (int start = 0; start < values.Length; start += row.Length)
            {
                Span<byte> target = values.Slice(start, row.Length);
                target.CopyTo(row);
                for (int column = 0; column < row.Length; column++)
                {
                    target[column] = row[order[column]];
                }
            }
        }
    }

    /// <summary>Unpacks every nibble to its own byte, the low one first.</summary>
    private static void SplitNibbles(ReadOnlySpan<byte> packed, Span<byte> values)
    {
        for (int i = 0; i < packed.Length; i += sizeof(uint))
        {
            ulong word = BinaryPrimitives.ReadUInt32LittleEndian(packed[i..]);
            word = (word | (word << 16)) & 0x0000ffff0000ffff;
            word = (word | (word << 8)) & 0x00ff00ff00ff00ff;
            word = (word | (word << 4)) & 0x0f0f0f0f0f0f0f0f;
            BinaryPrimitives.WriteUInt64LittleEndian(values[(2 * i)..], word);
        }
    }

    /// <returns>The scales, [rows, groups of the file].</returns>
    private float[] ReadScales(int firstRow, int rows)
    {
        float[] numbers = new float[rows * layout.GroupCount];
        DType dtype = scales.Entry.DType;
        CheckpointFloats.ToSingle(ReadRows(scales, firstRow, rows, dtype.ElementBytes()), dtype, numbers);
        RequireFinite(numbers, firstRow, "scale");
        return numbers;
    }

    // A product of at most 8 bits with the bits of a float16 or bfloat16 is exact.
    private void MultiplyByZeros(TensorSource zeros, int firstRow, float[] numbers)
    {
        int groups = layout.GroupCount;
        int rows = numbers.Length / groups;
        if (zeros.Entry.DType == DType.Int8)
        {
            byte[] bytes = ReadRows(zeros, firstRow, rows, 1);
            for (int i = 0; i < numbers.Length; i++)
            {
                numbers[i] *= (sbyte)bytes[i] + ZeroPoint;
            }
        }
        else
        {
            int firstWord = firstRow / layout.ValuesPerWord;
            int wordRows = ((firstRow + rows - 1) / layout.ValuesPerWord) - firstWord + 1;
            byte[] bytes = ReadRows(zeros, firstWord, wordRows, sizeof(uint));
            ReadOnlySpan<uint> words = MemoryMarshal.Cast<byte, uint>(bytes);
            uint mask = (1u << layout.Bits) - 1;
            for (int i = 0; i < numbers.Length; i++)
            {
                (int word, int place) = Math.DivRem(firstRow + (i / groups), layout.ValuesPerWord);
                numbers[i] *= (words[((word - firstWord) * groups) + (i % groups)] >> (place * layout.Bits)) & mask;
            }
        }

        RequireFinite(numbers, firstRow, "scale x zero point");
    }

    /// <summary>Reads some rows of a tensor that has an element for each group.</summary>
    private byte[] ReadRows(TensorSource tensor, int firstRow, int rows, int elementBytes)
    {
        int rowBytes = layout.GroupCount * elementBytes;
        byte[] bytes = new byte[rows * rowBytes];
        tensor.Read((long)firstRow * rowBytes, bytes);
        return bytes;
    }

    private void Spread(float[] numbers, Span<float> target)
    {
        for (int i = 0; i < numbers.Length; i++)
        {
            target.Slice(i * Repeats, Repeats).Fill(numbers[i]);
        }
    }

    private void RequireFinite(float[] numbers, int firstRow, string what)
    {
        int index = Array.FindIndex(numbers, number => !float.IsFinite(number));
        if (index >= 0)
        {
            (int row, int group) = Math.DivRem(index, layout.GroupCount);
            string number = numbers[index].ToString(CultureInfo.InvariantCulture);
            throw new CheckpointException(
                scales.Path, $"a {what} of {number} in '{scales.Entry.Name}' (group {group}, row {firstRow + row})", "finite numbers");
        }
    }
}
