using QwenWebChat.Benchmarks.Synthesis;
using QwenWebChat.Inference.Caching;
using QwenWebChat.Inference.Checkpoints;
using QwenWebChat.Inference.Kernels;

namespace QwenWebChat.Benchmarks.Measuring;

/// <summary>Measures attention in one layer of Qwen2.5-7B to a cache of random tokens in blocks in random order.</summary>
internal static class AttentionBenchmark
{
    // Contexts that a cache of the processor would hold are measured in turn with others, which together exceed it.
    private const long WorkingSetBytes = 256L << 20;
    private const int ChunkTokens = 256;
    private const int ChunkStart = 4_096;

    private static readonly Qwen2Config Config = QwenShapes.Named("7b", layerCount: 1);

    public static Task RunAsync(AttentionSettings settings, CommandOutput output, CancellationToken cancellationToken)
    {
        using KernelThreads threads = new(settings.Threads ?? Environment.ProcessorCount);
        using ReadBandwidth memory = new(threads);
        foreach (KvFormat format in settings.Formats)
        {
            using PagedKvCache cache = Fill(format, settings.Tokens.Max());
            PagedAttention attention = new(threads, cache.Layout, Config.HeadCount);
            string kernel = AttentionKernel.Best.Name;
            foreach (int tokens in settings.Tokens)
            {
                cancellationToken.ThrowIfCancellationRequested();
                double bandwidth = memory.Measure();
                double seconds = Measure(attention, cache, tokens - 1, 1, settings.Repeats);
                double bytesPerSecond = (double)tokens / KvBlockLayout.Tokens * cache.Layout.BlockBytes / seconds;
                output.Write(
                    new { kernel, format, tokens, seconds, bytesPerSecond, readBytesPerSecond = bandwidth },
                    [$"{kernel,-8} {format,-8} 1 token, {tokens,6} cached {seconds * 1e3,8:0.000} ms {bytesPerSecond / 1e9,6:0.0} GB/s {bytesPerSecond / bandwidth,4:P0} of {bandwidth / 1e9:0.0}"]);
            }

            double chunkSeconds = Measure(attention, cache, ChunkStart, ChunkTokens, settings.Repeats);
            double seen = ChunkTokens * (ChunkStart + ((ChunkTokens + 1) / 2.0));
            double operationsPerSecond = 4 * seen * Config.HeadCount * Config.HeadSize / chunkSeconds;
            output.Write(
                new { kernel, format, chunkTokens = ChunkTokens, chunkStart = ChunkStart, chunkSeconds, operationsPerSecond },
                [$"{kernel,-8} {format,-8} {ChunkTokens} tokens, {ChunkStart} cached {chunkSeconds * 1e3,6:0.0} ms {operationsPerSecond / 1e9,6:0.0} GFLOP/s"]);
        }

        return Task.CompletedTask;
    }

    private static PagedKvCache Fill(KvFormat format, int tokens)
    {
        int blockBytes = new KvBlockLayout(format, Config.KeyValueHeadCount, Config.HeadSize).BlockBytes;
        int blocks = (int)Math.Max(WorkingSetBytes / blockBytes, (Math.Max(tokens, ChunkStart + ChunkTokens) / KvBlockLayout.Tokens) + 1);
        PagedKvCache cache = new(Config, format, blocks);
        int[] table = [.. Enumerable.Range(0, blocks)];
        int width = Config.KeyValueHeadCount * Config.HeadSize;
        float[] numbers = Random(width * 66);
        for (int position = 0; position < blocks * KvBlockLayout.Tokens; position++)
        {
            cache.Write(0, table, position, numbers.AsSpan(position % 64 * width, width), numbers.AsSpan((position % 64 * width) + width, width));
        }

        return cache;
    }

    /// <returns>The seconds of the fastest step, which other processes disturb least.</returns>
    private static double Measure(PagedAttention attention, PagedKvCache cache, int start, int count, int repeats)
    {
        int width = Config.HeadCount * Config.HeadSize;
        float[] queries = Random(count * width);
        float[] output = new float[queries.Length];
        int blocks = (start + count + KvBlockLayout.Tokens - 1) / KvBlockLayout.Tokens;
        int[] order = [.. Enumerable.Range(0, cache.BlockCount)];
        new Random(1).Shuffle(order);
        AttentionRun[][] sequences = [.. order.Chunk(blocks).Where(table => table.Length == blocks).Take(count == 1 ? int.MaxValue : 1).Select(table => new[] { new AttentionRun(table, start, count, 0) })];
        return Enumerable.Range(0, repeats).SelectMany(_ => sequences).Min(runs =>
            Timing.Seconds(() => attention.Run(cache.Layer(0), runs, queries, cache.QueryFactors(0), output)));
    }

    private static float[] Random(int count)
    {
        Random random = new(1);
        return [.. Enumerable.Range(0, count).Select(_ => (random.NextSingle() * 2) - 1)];
    }
}
