using QwenWebChat.Inference.Caching;
using QwenWebChat.Inference.Checkpoints;
using QwenWebChat.Inference.Kernels;

namespace QwenWebChat.Inference.Model;

/// <summary>
/// The Qwen2 decoder on the CPU, in the project's own kernels from the embedding to the logits. A token's logits have the
/// same bits whatever the batch, the chunks of its prompt and the threads.
/// </summary>
internal sealed unsafe class CpuServingModel : IServingModel
{
    // Rows that a thread takes at a time between two products.
    private const int RowsAtATime = 8;

    private readonly ModelWeights _weights;
    private readonly KernelThreads _threads;
    private readonly RowKernel _rows = RowKernel.Best;
    private readonly CpuLayer[] _layers;
    private readonly float[] _norm;
    private readonly PanelLinears _lmHead;
    private readonly PagedKvCache _cache;
    private readonly PagedAttention _attention;
    private readonly RotaryEmbeddings _rotary;
    private readonly CpuActivations _activations;
    private readonly HostLogits _logits;
    private float[] _lastRows = [];

    /// <param name="weights">Belong to the model from now on.</param>
    public CpuServingModel(Qwen2Config config, ModelWeights weights, KvFormat format, int blockCount)
    {
        Config = config;
        _weights = weights;
        _threads = weights.Threads;
        _layers = [.. Enumerable.Range(0, config.LayerCount).Select(layer => new CpuLayer(config, weights, layer))];
        _norm = weights.Vector("model.norm.weight");
        _lmHead = weights.PanelLinears(config.TieWordEmbeddings ? "model.embed_tokens" : "lm_head");
        _cache = new PagedKvCache(config, format, blockCount, format == KvFormat.Int8 ? [.. _layers.Select(layer => layer.KeyMagnitudes())] : null);
        _attention = new PagedAttention(_threads, _cache.Layout, config.HeadCount);
        _rotary = new RotaryEmbeddings(config);
        _activations = new CpuActivations(config);
        _logits = new HostLogits(config.VocabularySize);
    }

    public Qwen2Config Config { get; }

    public string DeviceName => "CPU";

    public long ParameterCount => _weights.ParameterCount;

    public long WeightBytes => _weights.Bytes;

    public long? ActivationBytes => _activations.Bytes + ((long)_lastRows.Length * sizeof(float)) + _logits.Bytes;

    public PagedKvCache? Blocks => _cache;

    public IStepLogits Forward(Batch batch)
    {
        _activations.Begin(batch.Ids.Length);
        Embed(batch);
        Rotate(batch);
        AttentionRun[] runs = [.. batch.Runs.Select(run => run.Tokens)];
        for (int layer = 0; layer < _layers.Length; layer++)
        {
            Attend(layer, batch, runs);
            FeedForward(_layers[layer], batch.Ids.Length);
        }

        Head(batch, _logits.Begin(batch.LogitRows.Length));
        return _logits;
    }

    public void Dispose()
    {
        _cache.Dispose();
        _weights.Dispose();
    }

    private void Embed(Batch batch)
    {
        int width = Config.HiddenSize;
        for (int row = 0; row < batch.Ids.Length; row++)
        {
            _weights.ReadRow("model.embed_tokens.weight", batch.Ids[row], _activations.Hidden.Slice(row * width, width));
        }
    }

    /// <summary>The cosines and sines of every token's position.</summary>
    private void Rotate(Batch batch)
    {
        int half = Config.HeadSize / 2;
        foreach (BatchRun run in batch.Runs)
        {
            RotaryEmbedding rotary = _rotary.For(run.YarnFactor);
            for (int i = 0; i < run.Tokens.Count; i++)
            {
                Span<float> row = _activations.Rotations.Slice((run.Tokens.FirstRow + i) * Config.HeadSize, Config.HeadSize);
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
                RotateHeads((float*)q, (float*)r, row, Config.HeadCount);
                RotateHeads((float*)k, (float*)r, row, Config.KeyValueHeadCount);
            });
        }

        foreach (AttentionRun run in runs)
        {
            Cache(layer, run);
        }

        _attention.Run(_cache.Layer(layer), runs, _activations.Queries, _cache.QueryFactors(layer), _activations.Attended);
        weights.OProj.Forward(_activations.Attended, tokens, _activations.Update);
        AddUpdate(tokens);
    }

    private void Cache(int layer, AttentionRun run)
    {
        int width = Config.KeyValueHeadCount * Config.HeadSize;
        for (int i = 0; i < run.Count; i++)
        {
            int start = (run.FirstRow + i) * width;
            _cache.Write(layer, run.Blocks, run.Start + i, _activations.Keys.Slice(start, width), _activations.Values.Slice(start, width));
        }
    }

    private void FeedForward(CpuLayer weights, int tokens)
    {
        Normalize(_activations.Hidden, weights.PostAttentionLayerNorm, _activations.Normed, tokens);
        weights.GateUpProj.Forward(_activations.Normed, tokens, _activations.GateUp);
        int width = Config.IntermediateSize;
        fixed (float* gates = _activations.GateUp)
        {
            (nint gate, nint up) = ((nint)gates, (nint)(gates + ((long)tokens * width)));
            ForRows(tokens, row => _rows.Gate((float*)gate + ((long)row * width), (float*)up + ((long)row * width), (float*)gate + ((long)row * width), width));
        }

        weights.DownProj.Forward(_activations.GateUp[..(tokens * width)], tokens, _activations.Update);
        AddUpdate(tokens);
    }

    private void Head(Batch batch, Span<float> logits)
    {
        if (batch.LogitRows.Length == 0)
        {
            return;
        }

        int width = Config.HiddenSize;
        int count = batch.LogitRows.Length;
        if (_lastRows.Length < count * width)
        {
            _lastRows = new float[count * width];
        }

        for (int i = 0; i < count; i++)
        {
            _activations.Hidden.Slice(batch.LogitRows[i] * width, width).CopyTo(_lastRows.AsSpan(i * width, width));
        }

        Span<float> rows = _lastRows.AsSpan(0, count * width);
        Normalize(rows, _norm, rows, count);
        _lmHead.Forward(rows, count, logits);
    }

    private void RotateHeads(float* x, float* rotations, int row, int headCount)
    {
        float* cos = rotations + ((long)row * Config.HeadSize);
        float* head = x + ((long)row * headCount * Config.HeadSize);
        for (int i = 0; i < headCount; i++)
        {
            _rows.Rotate(head + (i * Config.HeadSize), cos, cos + (Config.HeadSize / 2), Config.HeadSize / 2);
        }
    }

    private void Normalize(Span<float> x, float[] weight, Span<float> output, int rowCount)
    {
        int width = Config.HiddenSize;
        fixed (float* source = x, scale = weight, target = output)
        {
            (nint from, nint by, nint to) = ((nint)source, (nint)scale, (nint)target);
            float epsilon = (float)Config.RmsNormEps;
            ForRows(rowCount, row => _rows.Normalize((float*)from + ((long)row * width), (float*)by, epsilon, (float*)to + ((long)row * width), width));
        }
    }

    private void AddUpdate(int rowCount)
    {
        int width = Config.HiddenSize;
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
