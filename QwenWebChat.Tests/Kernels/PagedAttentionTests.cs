using QwenWebChat.Inference.Kernels;

namespace QwenWebChat.Tests.Kernels;

[Slow]
public sealed class PagedAttentionTests
{
    public static TheoryData<int, int, int> Shapes => new()
    {
        { 7, 1, 64 },
        { 28, 4, 128 },
        { 4, 2, 16 },
        { 3, 3, 20 },
        { 12, 1, 8 },
        { 8, 1, 64 },
        { 10, 2, 128 },
        { 12, 2, 32 },
    };

    /// <summary>The tolerances are the rounding of the format: 2^-9 for bfloat16 keys and values, 1/254 of the largest for int8.</summary>
    [Theory]
    [MemberData(nameof(Shapes))]
    public void Run_EveryKernelAndFormat_IsNearTheReference(int heads, int kvHeads, int headSize)
    {
        foreach (AttentionKernel kernel in AttentionKernel.Supported)
        {
            foreach ((KvFormat format, double tolerance) in new[] { (KvFormat.Float32, 2e-6), (KvFormat.BFloat16, 0.01), (KvFormat.Int8, 0.03) })
            {
                using AttentionExample example = new(heads, kvHeads, headSize, format, tokens: 37);
                float[] output = example.Run(kernel, threadCount: 1, (0, 37));
                Assert.InRange(AttentionExample.LargestDifference(example.Reference(), output), 0, tolerance);
            }
        }
    }

    /// <summary>Beyond 64 blocks a query is gathered in parts, which threads share when there is little else to do.</summary>
    [Theory]
    [InlineData(nameof(KvFormat.Float32))]
    [InlineData(nameof(KvFormat.BFloat16))]
    [InlineData(nameof(KvFormat.Int8))]
    public void Run_AnyChunksAndThreads_GivesTheSameBits(string name)
    {
        KvFormat format = Enum.Parse<KvFormat>(name);
        const int Tokens = 1_070;
        foreach (AttentionKernel kernel in AttentionKernel.Supported)
        {
            using AttentionExample example = new(7, 1, 32, format, Tokens);
            float[] whole = example.Run(kernel, 1, (0, Tokens));
            Assert.InRange(AttentionExample.LargestDifference(example.Reference(Tokens - 1), whole.AsSpan(whole.Length - (7 * 32))), 0, 0.03);
            Assert.Equal(whole, example.Run(kernel, 3, (0, 1), (1, 6), (7, 600), (607, 462), (1_069, 1)));
            float[] last = example.Run(kernel, 4, (Tokens - 1, 1));
            Assert.Equal(whole[^(7 * 32)..], last[^(7 * 32)..]);
        }
    }

    [Fact]
    public void Run_SeveralSequencesInOneStep_EqualEachAlone()
    {
        using AttentionExample example = new(14, 2, 32, KvFormat.BFloat16, tokens: 100);
        float[] whole = example.Run(AttentionKernel.Best, 1, (0, 100));
        // The same tokens under three tables would be three sequences: their rows stand one after the other.
        Assert.Equal(whole, example.RunTogether(AttentionKernel.Best, 2, (0, 33), (33, 1), (34, 66)));
    }

    [Fact]
    public void Run_BlocksThatHeldNoNumbers_AreNotSeen()
    {
        using AttentionExample example = new(7, 1, 64, KvFormat.Float32, tokens: 5);
        unsafe
        {
            new Span<float>(example.Cache.Layer(0).Pointer, (int)(example.Cache.Layer(0).Length / sizeof(float))).Fill(float.NaN);
        }

        example.WriteAll();
        Assert.InRange(AttentionExample.LargestDifference(example.Reference(), example.Run(AttentionKernel.Best, 1, (0, 5))), 0, 2e-6);
    }

    [Theory]
    [InlineData(nameof(KvFormat.Float32))]
    [InlineData(nameof(KvFormat.BFloat16))]
    [InlineData(nameof(KvFormat.Int8))]
    public void Run_KeyOrValueThatIsNoNumber_ShowsInWhoSeesIt(string name)
    {
        foreach (AttentionKernel kernel in AttentionKernel.Supported)
        {
            using AttentionExample example = new(2, 1, 16, Enum.Parse<KvFormat>(name), tokens: 20);
            foreach (float[] numbers in new[] { example.Keys, example.Values })
            {
                float number = numbers[3 * 16];
                numbers[3 * 16] = float.NaN;
                example.WriteAll();
                float[] output = example.Run(kernel, 1, (0, 20));
                Assert.True(float.IsNaN(output[3 * 2 * 16]));
                Assert.True(float.IsNaN(output[19 * 2 * 16]));
                numbers[3 * 16] = number;
            }
        }
    }

    [Theory]
    [InlineData(nameof(KvFormat.Float32))]
    [InlineData(nameof(KvFormat.BFloat16))]
    [InlineData(nameof(KvFormat.Int8))]
    public void Run_KeysAndValuesOfZeros_GiveZeros(string name)
    {
        foreach (AttentionKernel kernel in AttentionKernel.Supported)
        {
            using AttentionExample example = new(7, 1, 32, Enum.Parse<KvFormat>(name), tokens: 40);
            Array.Clear(example.Keys);
            Array.Clear(example.Values);
            example.WriteAll();
            Assert.All(example.Run(kernel, 1, (0, 40)), number => Assert.Equal(0, number));
        }
    }

    /// <summary>
    /// Products with int8 keys and values round queries and weights to int16, which adds less than a tenth of the error that
    /// keys and values have from their own rounding.
    /// </summary>
    [Theory]
    [InlineData(7, 1, 64)]
    [InlineData(14, 2, 128)]
    public void Run_Int8_AddsLittleToTheErrorOfKeysAndValues(int heads, int kvHeads, int headSize)
    {
        float[] magnitudes = [.. Enumerable.Range(0, kvHeads * headSize).Select(d => d % (headSize / 2) == 5 ? 300f : 1f)];
        foreach (AttentionKernel kernel in AttentionKernel.Supported)
        {
            using AttentionExample example = new(heads, kvHeads, headSize, KvFormat.Int8, tokens: 300, magnitudes: [magnitudes], keyBias: magnitudes);
            // A first token that outweighs others for half of the queries, and an element that is large in all values.
            example.Keys.AsSpan(0, kvHeads * headSize).Fill(3);
            for (int i = 9; i < example.Values.Length; i += headSize)
            {
                example.Values[i] *= 20;
            }

            example.WriteAll();
            float[] output = example.Run(kernel, 1, (0, 300));
            float[] exact = example.Reference();
            example.RoundToInt8(magnitudes);
            float[] rounded = example.Reference();
            Assert.InRange(AttentionExample.LargestDifference(rounded, output), 0, AttentionExample.LargestDifference(exact, rounded) / 10);
        }
    }

    /// <summary>
    /// Key biases as real Qwen2 checkpoints have them: a few elements of hundreds beside many of about one. One scale for
    /// the whole head would round those to nothing.
    /// </summary>
    [Fact]
    public void Run_Int8WithLargeKeyBiases_StaysNearOnceMagnitudesAreKnown()
    {
        float[] magnitudes = [.. Enumerable.Range(0, 64).Select(d => d % 32 == 5 ? 300f : 1f)];
        using AttentionExample plain = new(7, 1, 64, KvFormat.Int8, tokens: 64, magnitudes: null, keyBias: magnitudes);
        using AttentionExample shares = new(7, 1, 64, KvFormat.Int8, tokens: 64, magnitudes: [magnitudes], keyBias: magnitudes);
        double without = AttentionExample.LargestDifference(plain.Reference(), plain.Run(AttentionKernel.Best, 1, (0, 64)));
        double with = AttentionExample.LargestDifference(shares.Reference(), shares.Run(AttentionKernel.Best, 1, (0, 64)));
        Assert.InRange(with, 0, without / 3);
    }
}
