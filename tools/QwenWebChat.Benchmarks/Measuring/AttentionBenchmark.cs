using QwenWebChat.Inference.Caching;
using QwenWebChat.Inference.Checkpoints;
using QwenWebChat.Inference.Kernels;

namespace QwenWebChat.Benchmarks.Measuring;

/// <summary>Measures one attention kernel on the shape of Qwen2.5-7B, over enough layers to exceed any cache.</summary>
internal sealed class AttentionBenchmark : IDisposable
{
    private const int Heads = 28;
    private const int KvHeads = 4;
    private const int HeadSize = 128;
    private const long WorkingSetBytes = 512L << 20;

    private readonly int _context;
    private readonly PagedKvCache _cache;
    private readonly PagedAttention _attention;
    private readonly int[] _table;
    private readonly int _layerCount;

    public AttentionBenchmark(AttentionKernel kernel, KvFormat format, int context, KernelThreads threads)
    {
        _context = context;
        KvBlockLayout layout = new(format, KvHeads, HeadSize);
        _attention = new PagedAttention(threads, layout, Heads, kernel);
        _table = [.. Enumerable.Range(0, (context + KvBlockLayout.Tokens - 1) / KvBlockLayout.Tokens)];
        new Random(1).Shuffle(_table);
        LayerBytes = (long)_table.Length * layout.BlockBytes;
        _layerCount = (int)Math.Clamp(WorkingSetBytes / LayerBytes, 2, 28);
        Qwen2Config config = new()
        {
            HiddenSize = Heads * HeadSize,
            IntermediateSize = 1,
            LayerCount = _layerCount,
            HeadCount = Heads,
            KeyValueHeadCount = KvHeads,
            HeadSize = HeadSize,
            VocabularySize = 1,
            RopeTheta = 1e6,
            RmsNormEps = 1e-6,
            MaxPositionEmbeddings = context,
        };
        _cache = new PagedKvCache(config, format, _table.Length);
        Fill();
    }

    /// <summary>The bytes of one layer that a token reads.</summary>
    public long LayerBytes { get; }

    /// <summary>Returns the operations of a layer for the last <paramref name="rowCount"/> tokens of the context.</summary>
    public double Operations(int rowCount) => 4.0 * Heads * HeadSize * rowCount * (_context - (rowCount / 2.0));

    /// <summary>Returns the seconds of a layer, from the fastest of several passes over all layers.</summary>
    public double Measure(int rowCount)
    {
        float[] queries = LinearBenchmark.Activations(rowCount * Heads * HeadSize);
        float[] output = new float[queries.Length];
        AttentionRun[] runs = [new(_table, _context - rowCount, rowCount, 0)];
        int layers = rowCount == 1 ? _layerCount : 1;
        return Stopwatches.Best(rowCount == 1 ? 7 : 3, () =>
        {
            for (int layer = 0; layer < layers; layer++)
            {
                _attention.Run(_cache.Layer(layer), runs, queries, _cache.QueryFactors(layer), output);
            }
        }) / layers;
    }

    public void Dispose() => _cache.Dispose();

    private void Fill()
    {
        Random random = new(2);
        float[] keys = new float[KvHeads * HeadSize];
        for (int layer = 0; layer < _layerCount; layer++)
        {
            for (int position = 0; position < _context; position++)
            {
                for (int i = 0; i < keys.Length; i++)
                {
                    keys[i] = random.NextSingle() - 0.5f;
                }

                _cache.Write(layer, _table, position, keys, keys);
            }
        }
    }
}
