using QwenWebChat.Inference.Caching;
using QwenWebChat.Inference.Checkpoints;
using QwenWebChat.Inference.Kernels;
using QwenWebChat.Inference.Model;
using QwenWebChat.Inference.Quantization;
using QwenWebChat.Inference.Torch.Caching;
using QwenWebChat.Inference.Torch.Checkpoints;
using QwenWebChat.Inference.Torch.Kernels;
using TorchSharp;
using static TorchSharp.torch;

namespace QwenWebChat.Inference.Torch.Model;

/// <summary>The part of a <see cref="TensorStage"/> on one device: all heads and FFN columns of its layers, or some of them.</summary>
internal sealed class StageRank : IDisposable
{
    private readonly Qwen2Config _config;
    private readonly Device _device;
    private readonly ScalarType _dtype;
    private readonly TensorKvCache _cache;
    private readonly DeviceOperators _operators;
    private readonly ISegmentAttention _attention;

    // Empty if layers are not scripted.
    private readonly IReadOnlyList<ScriptedLayer> _scripted;

    /// <param name="config">The configuration with the head counts of this part.</param>
    /// <param name="weights">The weights. The rank takes ownership of them and of the operators.</param>
    /// <param name="attention">The attention implementation; null to select it by probing.</param>
    /// <param name="layers">The layer numbers in the model.</param>
    /// <param name="isWhole">True if no other device computes a part of the same layers.</param>
    public StageRank(Qwen2Config config, TensorWeights weights, DeviceOperators operators, ISegmentAttention? attention, Range layers, bool isWhole, KvFormat format, int blockCount)
    {
        _config = config;
        Weights = weights;
        _operators = operators;
        (int first, int count) = layers.GetOffsetAndLength(int.MaxValue);
        Layers = [.. Enumerable.Range(0, count).Select(i => new DecoderLayer(config, weights, operators, first + i, i))];
        (_device, _dtype) = (Layers[0].InputLayerNorm.Weight.device, Layers[0].InputLayerNorm.Weight.dtype);
        float[][]? magnitudes = format == KvFormat.Int8 ? [.. Layers.Select(layer => layer.SelfAttn.KeyMagnitudes(layer.InputLayerNorm.Weight))] : null;
        _cache = new TensorKvCache(count, config.KeyValueHeadCount, config.HeadSize, format, _device, blockCount, magnitudes);
        try
        {
            if (weights.LargestInt4 is { } largest)
            {
                operators.Tune(largest, _dtype, _device);
            }

            Operators = operators.Choices;
            _attention = attention ?? Choose();
            (_scripted, OperatorChoice? choice) = LayerTrial.Choose(this, config, operators, isWhole, format);
            Operators = choice is null ? Operators : [.. Operators, choice];
        }
        catch
        {
            _cache.Dispose();
            throw;
        }
    }

    public TensorWeights Weights { get; }

    public IReadOnlyList<DecoderLayer> Layers { get; }

    /// <summary>The operators that the rank uses.</summary>
    public IReadOnlyList<OperatorChoice> Operators { get; private set; } = [];

    /// <summary>Creates the model's head, if its weights are on this device.</summary>
    /// <param name="config">The model's configuration.</param>
    public ModelHead Head(Qwen2Config config) => new(config, Weights, _operators);

    /// <summary>Creates the inputs that the layers of a step share.</summary>
    /// <param name="cos">The cosines, [tokens, headSize] on the CPU; <paramref name="sin"/> has the same shape.</param>
    public ForwardContext Begin(Batch batch, Tensor cos, Tensor sin) =>
        new(new TensorAttention(_cache, batch, _attention, _config.HeadCount), Upload.Copy(cos, _device), Upload.Copy(sin, _device));

    /// <summary>Computes a layer of a stage that is on this device alone.</summary>
    /// <param name="hidden">The residual stream, [tokens, hidden]; the result has the same shape.</param>
    public Tensor Forward(int layer, Tensor hidden, ForwardContext context) =>
        _scripted.Count > 0 && context.Attention is TensorAttention attention && !(_scripted[layer].IsQuantized && _operators.PrefersDense(hidden.size(0)))
            ? _scripted[layer].Forward(hidden, context.Cos, context.Sin, attention)
            : Layers[layer].Forward(hidden, context);

    /// <summary>Moves a tensor to this device and converts it to the dtype of the computation.</summary>
    public Tensor Take(Tensor tensor) => tensor.to(_dtype, _device);

    public void Dispose()
    {
        _cache.Dispose();
        Weights.Dispose();
        _operators.Dispose();
    }

    private ISegmentAttention Choose()
    {
        (ISegmentAttention attention, OperatorChoice choice) = AttentionOperators.Choose(_device, _cache.DType, _config.HeadCount, _config.KeyValueHeadCount, _config.HeadSize);
        Operators = [.. Operators, choice];
        return attention;
    }
}
