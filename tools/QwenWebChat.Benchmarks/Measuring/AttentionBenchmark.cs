using QwenWebChat.Inference.Caching;
using QwenWebChat.Inference.Checkpoints;
using QwenWebChat.Inference.Kernels;

namespace QwenWebChat.Benchmarks.Measuring;

/// <summary>Measures one attention kernel on the shape of Qwen2.5-7B, over enough layers to exceed any cache.</summary>
internal sealed class AttentionBenchmark : IDisposable
{
    private const long WorkingSetBytes = 512L << 20;

    private static readonly Qwen2Config Shape = Synthesis.QwenShapes.Named("7b");

    private readonly int _context;
    private readonly PagedKvCache _cache;
    private readonly PagedAttention _attention;
    private readonly int[] _table;
    private readonly int _layerCount;

    private AttentionBenchmark(AttentionKernel kernel, KvFormat format, int context, KernelThreads threads)
    {
        _context = context;
        KvBlockLayout layout = new(format, Shape.KeyValueHeadCount, Shape.HeadSize);
        _attention = new PagedAttention(threads, layout, Shape.HeadCount, kernel);
        _table = [.. Enumerable.Range(0, (context + KvBlockLayout.Tokens - 1) / KvBlockLayout.Tokens)];
        new Random(1).Shuffle(_table);
        LayerBytes = (long)_table.Length * layout.BlockBytes;
        _layerCount = (int)Math.Clamp(WorkingSetBytes / LayerBytes, 2, Shape.LayerCount);
        _cache = new PagedKvCache(Shape with { LayerCount = _layerCount }, format, _table.Length);
        Fill();
    }

    /// <summary>The bytes of one layer that a token reads.</summary>
    private long LayerBytes { get; }

    /// <summary>Measures every kernel in every format of the KV cache, with the machine's read bandwidth.</summary>
    public static Task RunAsync(AttentionSettings settings, CommandOutput output, CancellationToken cancellationToken)
    {
        using KernelThreads threads = new(settings.Threads ?? Environment.ProcessorCount);
        double bandwidth = ReadBandwidth.Write(threads, output);
        (int context, int rows) = (settings.Context, settings.Rows);
        foreach ((AttentionKernel kernel, KvFormat format) in AttentionKernel.Supported.SelectMany(_ => Enum.GetValues<KvFormat>(), (kernel, format) => (kernel, format)))
        {
            cancellationToken.ThrowIfCancellationRequested();
            using AttentionBenchmark benchmark = new(kernel, format, context, threads);
            double one = benchmark.Measure(1);
            double many = benchmark.Measure(rows);
            double bytesPerSecond = benchmark.LayerBytes / one;
            double operationsPerSecond = 4.0 * Shape.HeadCount * Shape.HeadSize * rows * (context - (rows / 2.0)) / many;
            output.Write(
                new { kernel = kernel.Name, format, context, oneTokenSeconds = one, bytesPerSecond, bandwidthShare = bytesPerSecond / bandwidth, rows, manyTokensSeconds = many, operationsPerSecond },
                [$"{kernel.Name,-8} {format,-9} {context} cached   1 token {one * 1e3,7:0.000} ms a layer {bytesPerSecond / 1e9,6:0.0} GB/s {bytesPerSecond / bandwidth,4:P0}   {rows} tokens {many * 1e3,8:0.0} ms {operationsPerSecond / 1e9,6:0.0} GFLOP/s"]);
        }

        return Task.CompletedTask;
    }

    public void Dispose() => _cache.Dispose();

    /// <summary>Returns the seconds of a layer, from the fastest of several passes over all layers.</summary>
    private double Measure(int rowCount)
    {
        float[] queries = MeasuredProduct.Activations(rowCount * Shape.HeadCount * Shape.HeadSize);
        float[] output = new float[queries.Length];
        AttentionRun[] runs = [new(_table, _context - rowCount, rowCount, 0)];
        int layers = rowCount == 1 ? _layerCount : 1;
        return Timing.Measure(
            rowCount == 1 ? 7 : 3,
            () =>
            {
                for (int layer = 0; layer < layers; layer++)
                {
                    _attention.Run(_cache.Layer(layer), runs, queries, _cache.QueryFactors(layer), output);
                }
            },
            layers).Min;
    }

    private void Fill()
    {
        Random random = new(2);
        float[] keys = new float[Shape.KeyValueHeadCount * Shape.HeadSize];
        for (int position = 0; position < _layerCount * _context; position++)
        {
            for (int i = 0; i < keys.Length; i++)
            {
                keys[i] = random.NextSingle() - 0.5f;
            }

            _cache.Write(position / _context, _table, position % _context, keys, keys);
        }
    }
}
