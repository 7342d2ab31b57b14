using QwenWebChat.Inference.Caching;
using QwenWebChat.Inference.Checkpoints;
using QwenWebChat.Inference.Devices;
using QwenWebChat.Inference.Kernels;
using QwenWebChat.Inference.Model;
using QwenWebChat.Inference.Quantization;
using QwenWebChat.Inference.Sampling;
using QwenWebChat.Inference.Torch.Caching;
using QwenWebChat.Inference.Torch.Checkpoints;
using QwenWebChat.Inference.Torch.Kernels;
using TorchSharp;
using static TorchSharp.torch;

namespace QwenWebChat.Inference.Torch.Model;

/// <summary>
/// The decoder in libtorch with its paged KV cache: on one or several GPUs, optionally with its first layers on the
/// CPU; and on a CPU as the reference for the kernels.
/// </summary>
internal sealed class TorchServingModel : IServingModel
{
    private readonly ModelWeights _host;
    private readonly Embedding _embedTokens;
    private readonly IReadOnlyList<ILayerStage> _stages;
    private readonly ModelHead _head;
    private readonly TensorLogits _logits = new();

    /// <param name="host">
    /// The weights of the embedding and of layers that the CPU runs. The model takes ownership of them and of the other
    /// arguments.
    /// </param>
    /// <param name="stages">The stages of all layers, from first to last.</param>
    public TorchServingModel(Qwen2Config config, ModelWeights host, IReadOnlyList<ILayerStage> stages, ModelHead head)
    {
        Config = config;
        _host = host;
        _embedTokens = new Embedding(host, config.HiddenSize);
        _stages = stages;
        _head = head;
    }

    public Qwen2Config Config { get; }

    public DeviceKind Device => _head.Device.type == DeviceType.CUDA ? DeviceKind.Cuda : DeviceKind.Cpu;

    public long WeightBytes => _host.Bytes + _stages.Sum(stage => stage.WeightBytes);

    public long? ActivationBytes => null;

    public PagedKvCache? Blocks => null;

    public IReadOnlyList<OperatorChoice> Operators => [.. _stages.SelectMany(stage => stage.Operators)];

    public IStepLogits Forward(Batch batch)
    {
        _logits.Clear();
        using DisposeScope scope = NewDisposeScope();
        using IDisposable mode = no_grad();
        Tensor hidden = _embedTokens.Forward(batch.Ids);
        foreach (ILayerStage stage in _stages)
        {
            Tensor next = stage.Forward(hidden, batch);
            hidden.Dispose();
            hidden = next;
        }

        if (batch.LogitRows.Length > 0)
        {
            _logits.Take(_head.Logits(hidden, batch.LogitRows));
            Prepare(batch);
            _logits.Fetch();
        }

        return _logits;
    }

    public void Dispose()
    {
        _logits.Dispose();
        foreach (ILayerStage stage in _stages)
        {
            stage.Dispose();
        }

        _host.Dispose();
    }

    private void Prepare(Batch batch)
    {
        if (StepInputs.Following(batch) is { } next)
        {
            foreach (ILayerStage stage in _stages)
            {
                stage.Prepare(next);
            }
        }
    }
}
