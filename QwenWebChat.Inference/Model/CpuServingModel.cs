using QwenWebChat.Inference.Caching;
using QwenWebChat.Inference.Checkpoints;
using QwenWebChat.Inference.Devices;
using QwenWebChat.Inference.Kernels;
using QwenWebChat.Inference.Sampling;

namespace QwenWebChat.Inference.Model;

/// <summary>
/// The Qwen2 decoder on the CPU, in the project's own kernels from the embedding to the logits. A token's logits have
/// the same bits for any batch, any chunks of its prompt and any number of threads.
/// </summary>
internal sealed class CpuServingModel : IServingModel
{
    private readonly ModelWeights _weights;
    private readonly CpuLayers _layers;
    private readonly float[] _norm;
    private readonly PanelLinears _lmHead;
    private readonly HostLogits _logits;
    private float[] _lastRows = [];

    /// <param name="weights">The weights; the model takes ownership.</param>
    public CpuServingModel(Qwen2Config config, ModelWeights weights, KvFormat format, int blockCount)
    {
        Config = config;
        _weights = weights;
        _layers = new CpuLayers(config, weights, config.LayerCount, format, blockCount);
        _norm = weights.Vector(TensorSpec.NormName);
        _lmHead = weights.PanelLinears(TensorSpec.HeadLayer(config));
        _logits = new HostLogits(config.VocabularySize);
    }

    public Qwen2Config Config { get; }

    public DeviceKind Device => DeviceKind.Cpu;

    public long WeightBytes => _weights.Bytes;

    public long? ActivationBytes => _layers.ActivationBytes + ((long)_lastRows.Length * sizeof(float)) + _logits.Bytes;

    public PagedKvCache? Blocks => _layers.Blocks;

    public IReadOnlyList<OperatorChoice> Operators => _weights.Operators;

    public IStepLogits Forward(Batch batch)
    {
        _layers.Begin(batch.Ids.Length);
        Embed(batch);
        _layers.Run(batch);
        Head(batch, _logits.Begin(batch.LogitRows.Length));
        return _logits;
    }

    public void Dispose()
    {
        _layers.Dispose();
        _weights.Dispose();
    }

    private void Embed(Batch batch)
    {
        int width = Config.HiddenSize;
        for (int row = 0; row < batch.Ids.Length; row++)
        {
            _weights.ReadRow(TensorSpec.EmbeddingName, batch.Ids[row], _layers.Hidden.Slice(row * width, width));
        }
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
            _layers.Hidden.Slice(batch.LogitRows[i] * width, width).CopyTo(_lastRows.AsSpan(i * width, width));
        }

        Span<float> rows = _lastRows.AsSpan(0, count * width);
        _layers.Normalize(rows, _norm, rows, count);
        _lmHead.Forward(rows, count, logits);
    }
}
