using QwenWebChat.Inference.Caching;
using QwenWebChat.Inference.Checkpoints;
using QwenWebChat.Inference.Devices;
using QwenWebChat.Inference.Kernels;
using QwenWebChat.Inference.Sampling;

namespace QwenWebChat.Inference.Model;

/// <summary>A model with its paged cache, ready to run batches of sequences; used by one thread.</summary>
internal interface IServingModel : IDisposable
{
    Qwen2Config Config { get; }

    /// <summary>The device of its last layers.</summary>
    DeviceKind Device { get; }

    long WeightBytes { get; }

    /// <summary>Activation memory allocated so far in bytes, as the largest step needed; null if libtorch's allocator manages it.</summary>
    long? ActivationBytes { get; }

    /// <summary>The KV blocks if their bytes can be copied out and in; null if they are tensors.</summary>
    PagedKvCache? Blocks { get; }

    /// <summary>The operators selected by probing: those of libtorch's devices, and the CPU's kernels of quantized weights.</summary>
    IReadOnlyList<OperatorChoice> Operators { get; }

    /// <summary>Runs a batch and writes its tokens' keys and values into their blocks.</summary>
    /// <returns>The batch's logit rows; valid until the next step.</returns>
    IStepLogits Forward(Batch batch);
}
