using QwenWebChat.Inference.Caching;
using QwenWebChat.Inference.Checkpoints;
using QwenWebChat.Inference.Kernels;

namespace QwenWebChat.Tests.Kernels;

/// <summary>One sequence of random queries, keys and values in blocks that lie in no order.</summary>
internal sealed class AttentionExample : IDisposable
{
    private const int BlockCount = 200;

    private readonly int _heads;
    private readonly int _kvHeads;
    private readonly int _headSize;
    private readonly int _tokens;
    private readonly float[] _queries;
    private readonly int[] _table;

    public AttentionExample(int heads, int kvHeads, int headSize, KvFormat format, int tokens, IReadOnlyList<float[]>? magnitudes = null, float[]? keyBias = null)
    {
        (_heads, _kvHeads, _headSize, _tokens) = (heads, kvHeads, headSize, tokens);
        Random random = new(headSize + tokens);
        float Next() => (random.NextSingle() * 2) - 1;
        _queries = [.. Enumerable.Range(0, tokens * heads * headSize).Select(_ => Next())];
        Keys = [.. Enumerable.Range(0, tokens * kvHeads * headSize).Select(i => Next() + (keyBias is null || keyBias[i % headSize] == 1 ? 0 : keyBias[i % headSize]))];
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

    /// <summary>The keys, [tokens, kvHeads, headSize]; the values have the same shape. <see cref="WriteAll"/> caches changes.</summary>
    public float[] Keys { get; }

    public float[] Values { get; }

    public static double LargestDifference(ReadOnlySpan<float> expected, ReadOnlySpan<float> actual)
    {
        double largest = 0;
        for (int i = 0; i < expected.Length; i++)
        {
            double difference = Math.Abs(expected[i] - actual[i]);
            largest = double.IsNaN(difference) ? double.PositiveInfinity : Math.Max(largest, difference);
        }

        return largest;
    }

    public void WriteAll()
    {
        int width = _kvHeads * _headSize;
        for (int token = 0; token < _tokens; token++)
        {
            Cache.Write(0, _table, token, Keys.AsSpan(token * width, width), Values.AsSpan(token * width, width));
        }
    }

    /// <summary>Rounds keys and values to the numbers that an int8 cache holds.</summary>
    /// <param name="magnitudes">The expected magnitudes of the keys' elements, [kvHeads, headSize].</param>
    public void RoundToInt8(float[] magnitudes)
    {
        for (int row = 0; row < Keys.Length; row += _headSize)
        {
            Round(Keys.AsSpan(row, _headSize), magnitudes.AsSpan(row % magnitudes.Length, _headSize));
            Round(Values.AsSpan(row, _headSize), []);
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

    /// <summary>Computes attention in float64, from token <paramref name="first"/> on.</summary>
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

    private static void Round(Span<float> numbers, ReadOnlySpan<float> magnitudes)
    {
        float peak = 0;
        for (int d = 0; d < numbers.Length; d++)
        {
            numbers[d] *= magnitudes.IsEmpty ? 1 : 1 / magnitudes[d];
            peak = MathF.Max(peak, MathF.Abs(numbers[d]));
        }

        for (int d = 0; d < numbers.Length; d++)
        {
            numbers[d] = MathF.Round(numbers[d] * (127 / peak)) * (peak / 127) * (magnitudes.IsEmpty ? 1 : magnitudes[d]);
        }
    }

    private int Row(int token, int head) => ((token * _kvHeads) + (head / (_heads / _kvHeads))) * _headSize;

    private double Score(int query, int key)
    {
        double sum = 0;
        for (int d = 0; d < _headSize; d++)
        {
            sum += (double)_queries[(query * _headSize) + d] * Keys[key + d];
        }

        return sum / Math.Sqrt(_headSize);
    }

    private void Run(AttentionKernel kernel, int threadCount, AttentionRun[] runs, ReadOnlySpan<float> queries, Span<float> output)
    {
        using KernelThreads threads = new(threadCount);
        new PagedAttention(threads, Cache.Layout, _heads, kernel).Run(Cache.Layer(0), runs, queries, Cache.QueryFactors(0), output);
    }
}
