using QwenWebChat.Inference.Caching;
using QwenWebChat.Inference.Checkpoints;
using QwenWebChat.Inference.Kernels;

namespace QwenWebChat.Tests.Kernels;

[Slow]
public sealed class PagedAttentionTests
{
    private const int BlockCount = 200;

    public static TheoryData<int, int, int> Shapes => new()
    {
        { 7, 1, 64 },
        { 28, 4, 128 },
        { 4, 2, 16 },
        { 3, 3, 20 },
        { 12, 1, 8 },
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
                using Example example = new(heads, kvHeads, headSize, format, tokens: 37);
                float[] output = example.Run(kernel, threadCount: 1, (0, 37));
                Assert.InRange(LargestDifference(example.Reference(), output), 0, tolerance);
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
            using Example example = new(7, 1, 32, format, Tokens);
            float[] whole = example.Run(kernel, 1, (0, Tokens));
            Assert.InRange(LargestDifference(example.Reference(Tokens - 1), whole.AsSpan(whole.Length - (7 * 32))), 0, 0.03);
            Assert.Equal(whole, example.Run(kernel, 3, (0, 1), (1, 6), (7, 600), (607, 462), (1_069, 1)));
            float[] last = example.Run(kernel, 4, (Tokens - 1, 1));
            Assert.Equal(whole[^(7 * 32)..], last[^(7 * 32)..]);
        }
    }

    [Fact]
    public void Run_SeveralSequencesInOneStep_EqualEachAlone()
    {
        using Example example = new(14, 2, 32, KvFormat.BFloat16, tokens: 100);
        float[] whole = example.Run(AttentionKernel.Best, 1, (0, 100));
        // The same tokens under three tables would be three sequences: their rows stand one after the other.
        Assert.Equal(whole, example.RunTogether(AttentionKernel.Best, 2, (0, 33), (33, 1), (34, 66)));
    }

    [Fact]
    public void Run_BlocksThatHeldNoNumbers_AreNotSeen()
    {
        using Example example = new(7, 1, 64, KvFormat.Float32, tokens: 5);
        unsafe
        {
            new Span<float>(example.Cache.Layer(0).Pointer, (int)(example.Cache.Layer(0).Length / sizeof(float))).Fill(float.NaN);
        }

        example.WriteAll();
        Assert.InRange(LargestDifference(example.Reference(), example.Run(AttentionKernel.Best, 1, (0, 5))), 0, 2e-6);
    }

    [Fact]
    public void Run_ValueThatIsNoNumber_ShowsInWhoSeesIt()
    {
        using Example example = new(2, 1, 16, KvFormat.BFloat16, tokens: 20);
        example.Values[3 * 16] = float.NaN;
        example.WriteAll();
        float[] output = example.Run(AttentionKernel.Best, 1, (0, 20));
        Assert.True(float.IsNaN(output[3 * 2 * 16]));
        Assert.True(float.IsNaN(output[19 * 2 * 16]));
    }

    /// <summary>
    /// Key biases as real Qwen2 checkpoints have them: a few elements of hundreds beside many of about one. One scale for
    /// the whole head would round those to nothing.
    /// </summary>
    [Fact]
    public void Run_Int8WithLargeKeyBiases_StaysNearOnceMagnitudesAreKnown()
    {
        float[] magnitudes = [.. Enumerable.Range(0, 64).Select(d => d % 32 == 5 ? 300f : 1f)];
        using Example plain = new(7, 1, 64, KvFormat.Int8, tokens: 64, magnitudes: null, keyBias: magnitudes);
        using Example shares = new(7, 1, 64, KvFormat.Int8, tokens: 64, magnitudes: [magnitudes], keyBias: magnitudes);
        double without = LargestDifference(plain.Reference(), plain.Run(AttentionKernel.Best, 1, (0, 64)));
        double with = LargestDifference(shares.Reference(), shares.Run(AttentionKernel.Best, 1, (0, 64)));
        Assert.InRange(with, 0, without / 3);
    }

    private static double LargestDifference(ReadOnlySpan<float> expected, ReadOnlySpan<float> actual)
    {
        double largest = 0;
        for (int i = 0; i < expected.Length; i++)
        {
            double difference = Math.Abs(expected[i] - actual[i]);
            largest = double.IsNaN(difference) ? double.PositiveInfinity : Math.Max(largest, difference);
        }

        return largest;
    }

    /// <summary>One sequence of random queries, keys and values in blocks that lie in no order.</summary>
    private sealed class Example : IDisposable
    {
        private readonly int _heads;
        private readonly int _kvHeads;
        private readonly int _headSize;
        private readonly int _tokens;
        private readonly float[] _queries;
        private readonly float[] _keys;
        private readonly int[] _table;

        public Example(int heads, int kvHeads, int headSize, KvFormat format, int tokens, IReadOnlyList<float[]>? magnitudes = null, float[]? keyBias = null)
        {
            (_heads, _kvHeads, _headSize, _tokens) = (heads, kvHeads, headSize, tokens);
            Random random = new(headSize + tokens);
            float Next() => (random.NextSingle() * 2) - 1;
            _queries = [.. Enumerable.Range(0, tokens * heads * headSize).Select(_ => Next())];
            _keys = [.. Enumerable.Range(0, tokens * kvHeads * headSize).Select(i => Next() + (keyBias is null || keyBias[i % headSize] == 1 ? 0 : keyBias[i % headSize]))];
            Values = [.. Enumerable.Range(0, tokens * kvHeads * headSize).Select(_ => Next())];
            _table = [.. Enumerable.Range(0, BlockCount)];
            random.Shuffle(_table);
            Qwen2Config config = new()
            {
                HiddenSize = heads * headSize,
                IntermediateSize = 8,
                LayerCount = 1,
                HeadCount = heads,
                KeyValueHeadCount = kvHeads,
                HeadSize = headSize,
                VocabularySize = 8,
                RopeTheta = 1e6,
                RmsNormEps = 1e-6,
                MaxPositionEmbeddings = 4_000,
            };
            Cache = new PagedKvCache(config, format, BlockCount, magnitudes);
            WriteAll();
        }

        public PagedKvCache Cache { get; }

        public float[] Values { get; }

        public void WriteAll()
        {
            int width = _kvHeads * _headSize;
            for (int token = 0; token < _tokens; token++)
            {
                Cache.Write(0, _table, token, _keys.AsSpan(token * width, width), Values.AsSpan(token * width, width));
            }
        }

        /// <summary>Each chunk in a step of its own.</summary>
        public float[] Run(AttentionKernel kernel, int threadCount, params (int Start, int Count)[] chunks)
        {
            float[] output = new float[_queries.Length];
            int width = _heads * _headSize;
            foreach ((int start, int count) in chunks)
            {
                Run(kernel, threadCount, [new AttentionRun(_table, start, count, 0)], _queries.AsSpan(start * width, count * width), output.AsSpan(start * width, count * width));
            }

            return output;
        }

        /// <summary>All chunks in one step.</summary>
        public float[] RunTogether(AttentionKernel kernel, int threadCount, params (int Start, int Count)[] chunks)
        {
            float[] output = new float[_queries.Length];
            Run(kernel, threadCount, [.. chunks.Select(chunk => new AttentionRun(_table, chunk.Start, chunk.Count, chunk.Start))], _queries, output);
            return output;
        }

        /// <summary>In float64, from token <paramref name="first"/> on.</summary>
        public float[] Reference(int first = 0)
        {
            float[] output = new float[(_tokens - first) * _heads * _headSize];
            for (int query = first * _heads; query < _tokens * _heads; query++)
            {
                (int token, int head) = Math.DivRem(query, _heads);
                double[] weights = [.. Enumerable.Range(0, token + 1).Select(seen => Score(query, Row(seen, head)))];
                double peak = weights.Max();
                weights = [.. weights.Select(weight => Math.Exp(weight - peak))];
                for (int d = 0; d < _headSize; d++)
                {
                    double sum = 0;
                    for (int seen = 0; seen <= token; seen++)
                    {
                        sum += weights[seen] * Values[Row(seen, head) + d];
                    }

                    output[((query - (first * _heads)) * _headSize) + d] = (float)(sum / weights.Sum());
                }
            }

            return output;
        }

        public void Dispose() => Cache.Dispose();

        private int Row(int token, int head) => ((token * _kvHeads) + (head / (_heads / _kvHeads))) * _headSize;

        private double Score(int query, int key)
        {
            double sum = 0;
            for (int d = 0; d < _headSize; d++)
            {
                sum += (double)_queries[(query * _headSize) + d] * _keys[key + d];
            }

            return sum / Math.Sqrt(_headSize);
        }

        private void Run(AttentionKernel kernel, int threadCount, AttentionRun[] runs, ReadOnlySpan<float> queries, Span<float> output)
        {
            using KernelThreads threads = new(threadCount);
            new PagedAttention(threads, Cache.Layout, _heads, kernel).Run(Cache.Layer(0), runs, queries, Cache.QueryFactors(0), output);
        }
    }
}
