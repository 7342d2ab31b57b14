using System.Buffers;
using System.Globalization;
using System.Runtime.InteropServices;

namespace QwenWebChat.Inference.Checkpoints;

/// <summary>
/// An FP8 matrix (E4M3: a sign, 4 bits of exponent, 3 of fraction, no infinities) with float scales for the whole
/// matrix, for rows, for parts of rows or for blocks, read as bfloat16. The product of a value and its scale is rounded
/// to 8 significant bits, a relative error of at most 1/256. Sources: Micikevicius et al., "FP8 Formats for Deep
/// Learning", 2022; FineGrainedFP8 of huggingface/transformers (<c>weight_scale_inv</c>, which multiplies despite its
/// name); <c>src/compressed_tensors/compressors/naive_quantized</c> of vllm-project/compressed-tensors
/// (<c>weight_scale</c>).
/// </summary>
internal sealed class ScaledFloat8
{
    private const int PieceElements = 256 << 10;
    private const int NotANumber = 0x7f;

    // The bits of an infinite bfloat16; larger bits are NaN.
    private const int Infinity = 0x7f80;

    private static readonly float[] Numbers = [.. Enumerable.Range(0, 256).Select(Decode)];

    private readonly TensorSource _weight;
    private readonly float[] _scales; // [rows / block rows, columns / block columns]
    private readonly (int Rows, int Columns) _block;

    private ScaledFloat8(TensorSource weight, float[] scales, (int Rows, int Columns) block)
    {
        (_weight, _scales, _block) = (weight, scales, block);
    }

    private int ColumnCount => (int)_weight.Entry.Shape[1];

    /// <param name="weight">The FP8 tensor, [rows, columns].</param>
    /// <param name="find">Returns the tensor of a name, or null.</param>
    /// <exception cref="CheckpointException">The scales are missing, have the wrong type or shape, or are not finite.</exception>
    public static TensorSource AsBFloat16(QuantizationConfig config, TensorSource weight, Func<string, TensorSource?> find)
    {
        TensorEntry entry = weight.Entry;
        TensorSource scales = find($"{entry.Name}_scale_inv") ?? find($"{entry.Name}_scale")
            ?? throw new CheckpointException(
                weight.Path, $"'{entry.Name}' in FP8 without '{entry.Name}_scale' or '{entry.Name}_scale_inv'", $"both ({config.MethodName})");
        (int, int) block = BlockOf(config, entry, scales);
        float[] numbers = CheckpointFloats.ReadAll(scales);
        int index = Array.FindIndex(numbers, number => !float.IsFinite(number));
        if (index >= 0)
        {
            throw new CheckpointException(
                scales.Path, $"a scale of {numbers[index].ToString(CultureInfo.InvariantCulture)} in '{scales.Entry.Name}'", "finite numbers");
        }

        return new TensorSource(
            weight.Path,
            entry with { DType = DType.BFloat16, ByteCount = entry.ByteCount * sizeof(ushort) },
            new ScaledFloat8(weight, numbers, block).Read);
    }

    /// <summary>Returns the number of rows and columns that share a scale.</summary>
    private static (int Rows, int Columns) BlockOf(QuantizationConfig config, TensorEntry weight, TensorSource scales)
    {
        (int rows, int columns) = ((int)weight.Shape[0], (int)weight.Shape[1]);
        TensorEntry entry = scales.Entry;
        if (entry.DType.IsFloatWeight() && entry.ByteCount <= Array.MaxLength)
        {
            if (entry.Shape.All(size => size == 1))
            {
                return (rows, columns);
            }

            if (config.BlockSize is { } block && entry.Shape.SequenceEqual([Count(rows, block.Rows), Count(columns, block.Columns)]))
            {
                return block;
            }

            long parts = entry.Shape switch { [long count] when count == rows => 1, [long count, long each] when count == rows => each, _ => 0 };
            if (parts > 0 && columns % parts == 0)
            {
                return (1, (int)(columns / parts));
            }
        }

        string blocks = config.BlockSize is { } size ? $" or [{Count(rows, size.Rows)}, {Count(columns, size.Columns)}]" : "";
        throw new CheckpointException(
            scales.Path,
            $"tensor '{entry.Name}' of shape [{string.Join(", ", entry.Shape)}], {entry.DType.SafetensorsName()}",
            $"[1] or [{rows}, 1]{blocks}, F16 or BF16 or F32 ({config.MethodName}, {rows} x {columns} weights)");
    }

    private static long Count(int size, int blockSize) => (size + (long)blockSize - 1) / blockSize;

    private static float Decode(int code)
    {
        (int exponent, int fraction) = ((code >> 3) & 15, code & 7);
        float magnitude = (code & NotANumber) == NotANumber ? float.NaN
            : exponent == 0 ? MathF.ScaleB(fraction, -9)
            : MathF.ScaleB(8 + fraction, exponent - 10);
        return code < 128 ? magnitude : -magnitude;
    }

    private void Read(long offset, Span<byte> destination)
    {
        Span<ushort> target = MemoryMarshal.Cast<byte, ushort>(destination);
        byte[] codes = ArrayPool<byte>.Shared.Rent(Math.Min(PieceElements, target.Length));
        try
        {
            for (long first = offset / sizeof(ushort); !target.IsEmpty;)
            {
                Span<byte> piece = codes.AsSpan(0, Math.Min(PieceElements, target.Length));
                _weight.Read(first, piece);
                Convert(first, piece, target);
                first += piece.Length;
                target = target[piece.Length..];
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(codes);
        }
    }

    /// <param name="first">The index of the first code in the matrix.</param>
    private void Convert(long first, ReadOnlySpan<byte> codes, Span<ushort> target)
    {
        long scaleColumns = Count(ColumnCount, _block.Columns);
        while (!codes.IsEmpty)
        {
            (long row, long column) = Math.DivRem(first, ColumnCount);
            long end = Math.Min(((column / _block.Columns) + 1) * _block.Columns, ColumnCount);
            int count = (int)Math.Min(codes.Length, end - column);
            float scale = _scales[(row / _block.Rows * scaleColumns) + (column / _block.Columns)];
            if (!TryConvert(codes[..count], scale, target))
            {
                throw new CheckpointException(
                    _weight.Path, $"tensor '{_weight.Entry.Name}' with a number in row {row} that is not finite", "finite numbers; the file is damaged");
            }

            first += count;
            codes = codes[count..];
            target = target[count..];
        }
    }

    /// <returns>False if a number is not finite.</returns>
    private static bool TryConvert(ReadOnlySpan<byte> codes, float scale, Span<ushort> target)
    {
        uint largest = 0;
        for (int i = 0; i < codes.Length; i++)
        {
            uint bits = BitConverter.SingleToUInt32Bits(Numbers[codes[i]] * scale);
            // Rounds to nearest, ties to even.
            uint rounded = (bits + 0x7fff + ((bits >> 16) & 1)) >> 16;
            largest = Math.Max(largest, rounded & 0x7fff);
            target[i] = (ushort)rounded;
        }

        return largest < Infinity;
    }
}
