using QwenWebChat.Inference.Quantization;

namespace QwenWebChat.Benchmarks.Measuring;

/// <summary>Creates random weights for products.</summary>
internal static unsafe class RandomWeight
{
    public static QuantizedWeight Create(QuantizedForm form)
    {
        QuantizedWeight weight = new(form);
        Fill(weight.Values);

        // 0x2c2c is 0.065 as a float16, and also a small number as a float32.
        new Span<byte>(weight.Scales.Pointer, checked((int)weight.Scales.Length)).Fill(0x2c);
        if (weight.Offsets is { } offsets)
        {
            new Span<byte>(offsets.Pointer, checked((int)offsets.Length)).Fill(0x2c);
        }

        return weight;
    }

    public static FloatWeight Create(int rowCount, int columnCount, MatrixFormat format)
    {
        FloatWeight weight = new(rowCount, columnCount, format);
        Fill(weight.Values);

        // Limits values to between 0.5 and 1 by sign and exponent: subnormal numbers would be slow, and large ones become
        // infinite.
        for (ushort* half = (ushort*)weight.Values.Pointer, end = half + (weight.Bytes / 2); half < end; half++)
        {
            *half = (ushort)(0x3f00 | (*half & 0x7f));
        }

        return weight;
    }

    private static void Fill(NativeBytes bytes)
    {
        Random random = new(1);
        for (long start = 0; start < bytes.Length; start += 1 << 30)
        {
            random.NextBytes(new Span<byte>(bytes.Pointer + start, (int)Math.Min(1 << 30, bytes.Length - start)));
        }
    }
}
