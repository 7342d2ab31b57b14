using QwenWebChat.Inference.Quantization;

namespace QwenWebChat.Benchmarks.Measuring;

/// <summary>Quantized weights to multiply with.</summary>
internal static unsafe class RandomWeight
{
    public static QuantizedWeight Create(QuantizedForm form)
    {
        QuantizedWeight weight = new(form);
        Random random = new(1);
        for (long start = 0; start < weight.Values.Length; start += 1 << 30)
        {
            random.NextBytes(new Span<byte>(weight.Values.Pointer + start, (int)Math.Min(1 << 30, weight.Values.Length - start)));
        }

        // 0x2c2c is 0.065 as a float16, and as a float32 a small number too.
        new Span<byte>(weight.Scales.Pointer, checked((int)weight.Scales.Length)).Fill(0x2c);
        if (weight.Offsets is { } offsets)
        {
            new Span<byte>(offsets.Pointer, checked((int)offsets.Length)).Fill(0x2c);
        }

        return weight;
    }
}
