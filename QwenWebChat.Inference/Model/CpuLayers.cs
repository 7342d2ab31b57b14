using QwenWebChat.Inference.Caching;
using QwenWebChat.Inference.Checkpoints;
using QwenWebChat.Inference.Kernels;

namespace QwenWebChat.Inference.Model;

/// <summary>The first layers of the model, or all of them, on the CPU in the project's own kernels, with their KV cache.</summary>
internal sealed unsafe class CpuLayers : IDisposable
{
    // The number of rows that a thread takes at a time between two products.
    private const int RowsAtATime = 8;

    private readonly Qwen2Config _config;
    private readonly KernelThreads _threads;
    private readonly RowKernel _rows = RowKernel.Best;
    private readonly CpuLayer[] _layers;
    private readonly PagedAttention _attention;
    private readonly RotaryEmbeddings _rotary;
    private readonly CpuActivations _activations;

    /// <param name="config">The model's configuration.</param>
    /// <param name="weights">The weights; the caller keeps ownership.</param>
    /// <param name="layerCount">The number of layers, from the first.</param>
    public CpuLayers(Qwen2Config config, ModelWeights weights, int layerCount, KvFormat format, int blockCount)
    {
        _config = config;
        _threads = weights.Threads;
        _layers = [.. Enumerable.Range(0, layerCount).Select(layer => new CpuLayer(config, weights, layer))];
        Blocks = new PagedKvCache(
            config with { LayerCount = layerCount }, format, blockCount, format == KvFormat.Int8 ? [.. _layers.Select(layer => layer.KeyMagnitudes())] : null);
        _attention = new PagedAttention(_threads, Blocks.Layout, config.HeadCount);
        _rotary = new RotaryEmbeddings(config);
        _activations = new CpuActivations(config);
    }

    /// <summary>The KV blocks of the layers.</summary>
    public PagedKvCache Blocks { get; }

    /// <summary>Activation memory allocated so far in bytes, as the largest step needed.</summary>
    public long ActivationBytes => _activations.Bytes;

    /// <summary>The residual stream of the current step, [tokens, hidden]: first the layers' input, then their output.</summary>
    public Span<float> Hidden => _activations.Hidden;

    /// <summary>Allocates the buffers of a step.</summary>
    public void Begin(int tokens) => _activations.Begin(tokens);

    /// <summary>Runs the layers over <see cref="Hidden"/>.</summary>
    public void Run(Batch batch)
    {
        Rotate(batch);
        AttentionRun[] runs = [.. batch.Runs.Select(run => run.Tokens)];
        for (int layer = 0; layer < _layers.Length; layer++)
        {
            Attend(layer, batch, runs);
            FeedForward(_layers[layer], batch.Ids.Length);
        }
    }

    /// <summary>Applies RMS norm to rows; in-place is allowed.</summary>
    /// <param name="x">The input, [rows, hidden]; <paramref name="output"/> has the same shape.</param>
    public void Normalize(Span<float> x, float[] weight, Span<float> output, int rowCount)
    {
        int width = _config.HiddenSize;
        fixed (float* source = x, scale = weight, target = output)
        {
            (nint from, nint by, nint to) = ((nint)source, (nint)scale, (nint)target);
            float epsilon = (float)_config.RmsNormEps;
            ForRows(rowCount, row => _rows.Normalize((float*)from + ((long)row * width), (float*)by, epsilon, (float*)to + ((long)row * width), width));
        }
    }

    public void Dispose() => Blocks.Dispose();

    /// <summary>Computes the cosines and sines of every token's position.</summary>
    private void Rotate(Batch batch)
    {
        int half = _config.HeadSize / 2;
        foreach (BatchRun run in batch.Runs)
        {
            RotaryEmbedding rotary = _rotary.For(run.YarnFactor);
            for (int i = 0; i < run.Tokens.Count; i++)
            {
                Span<float> row = _activations.Rotations.Slice((run.Tokens.FirstRow + i) * _config.HeadSize, _config.HeadSize);
                rotary.Fill(run.Tokens.Start + i, row[..half], row[half..]);
            }
        }
    }

    private void Attend(int layer, Batch batch, AttentionRun[] runs)
    {
        int tokens = batch.Ids.Length;
        CpuLayer weights = _layers[layer];
        Normalize(_activations.Hidden, weights.InputLayerNorm, _activations.Normed, tokens);
        weights.QkvProj.Forward(_activations.Normed, tokens, _activations.Qkv);
        fixed (float* queries = _activations.Queries, keys = _activations.Keys, rotations = _activations.Rotations)
        {
            (nint q, nint k, nint r) = ((nint)queries, (nint)keys, (nint)rotations);
            ForRows(tokens, row =>
            {
                RotateHeads((float*)q, (float*)r, row, _config.HeadCount);
                RotateHeads((float*)k, (float*)r, row, _config.KeyValueHeadCount);
            });
        }

        foreach (AttentionRun run in runs)
        {
            Cache(layer, run);
        }

        _attention.Run(Blocks.Layer(layer), runs, _activations.Queries, Blocks.QueryFactors(layer), _activations.Attended);
        weights.OProj.Forward(_activations.Attended, tokens, _activations.Update);
        AddUpdate(tokens);
    }

    private void Cache(int layer, AttentionRun run)
    {
        int width = _config.KeyValueHeadCount * _config.HeadSize;
        for (int i = 0; i < run.Count; i++)
        {
            int start = (run.FirstRow + i) * width;
            Blocks.Write(layer, run.Blocks, run.Start + i, _activations.Keys.Slice(start, width), _activations.Values.Slice(start, width));
        }
    }

    private void FeedForward(CpuLayer weights, int tokens)
    {
        Normalize(_activations.Hidden, weights.PostAttentionLayerNorm, _activations.Normed, tokens);
        weights.GateUpProj.Forward(_activations.Normed, tokens, _activations.GateUp);
        int width = _config.IntermediateSize;
        fixed (float* gates = _activations.GateUp)
        {
            (nint gate, nint up) = ((nint)gates, (nint)(gates + ((long)tokens * width)));
            ForRows(tokens, row => _rows.Gate((float*)gate + ((long)row * width), (float*)up + ((long)row * width), (float*)gate + ((long)row * width), width));
        }

        weights.DownProj.Forward(_activations.GateUp[..(tokens * width)], tokens, _activations.Update);
        AddUpdate(tokens);
    }

    private void RotateHeads(float* x, float* rotations, int row, int headCount)
    {
        float* cos = rotations + ((long)row * _config.HeadSize);
        float* head = x + ((long)row * headCount * _config.HeadSize);
        for (int i = 0; i < headCount; i++)
        {
            _rows.Rotate(head + (i * _config.HeadSize), cos, cos + (_config.HeadSize / 2), _config.HeadSize / 2);
        }
    }

    private void AddUpdate(int rowCount)
    {
        int width = _config.HiddenSize;
        fixed (float* hidden = _activations.Hidden, update = _activations.Update)
        {
            (nint to, nint from) = ((nint)hidden, (nint)update);
            ForRows(rowCount, row => _rows.Add((float*)to + ((long)row * width), (float*)from + ((long)row * width), width));
        }
    }

    private void ForRows(int rowCount, Action<int> work) => _threads.Run((rowCount + RowsAtATime - 1) / RowsAtATime, item =>
    {
        int end = Math.Min((item + 1) * RowsAtATime, rowCount);
        for (int row = item * RowsAtATime; row < end; row++)
        {
            work(row);
        }
    });
}
