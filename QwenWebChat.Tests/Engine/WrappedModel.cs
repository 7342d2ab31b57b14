using QwenWebChat.Inference.Caching;
using QwenWebChat.Inference.Checkpoints;
using QwenWebChat.Inference.Devices;
using QwenWebChat.Inference.Kernels;
using QwenWebChat.Inference.Model;
using QwenWebChat.Inference.Sampling;

namespace QwenWebChat.Tests.Engine;

/// <summary>A model whose steps a test watches, changes or has fail.</summary>
internal sealed class WrappedModel(IServingModel inner, Func<IServingModel, Batch, IStepLogits> forward) : IServingModel
{
    public Qwen2Config Config => inner.Config;

    public DeviceKind Device => inner.Device;

    public long WeightBytes => inner.WeightBytes;

    public long? ActivationBytes => inner.ActivationBytes;

    public PagedKvCache? Blocks => inner.Blocks;

    public IReadOnlyList<OperatorChoice> Operators => inner.Operators;

    public IStepLogits Forward(Batch batch) => forward(inner, batch);

    public void Dispose() => inner.Dispose();
}
