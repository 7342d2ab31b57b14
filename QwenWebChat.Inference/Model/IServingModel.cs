using QwenWebChat.Inference.Caching;
using QwenWebChat.Inference.Checkpoints;
using QwenWebChat.Inference.Devices;
using QwenWebChat.Inference.Kernels;

namespace QwenWebChat.Inference.Model;

/// <summary>A model with its paged cache, ready to run batches of sequences; used by one thread.</summary>
internal interface IServingModel : IDisposable
{
    Qwen2Config Config { get; }

    /// <summary>The device of its last layers.</summary>
    DeviceKind Device { get; }

    long WeightBytes { get; }

    /// <summary>Bytes that steps compute in, as many as the largest so far took; null where that is the allocator's affair.</summary>
    long? ActivationBytes { get; }

    /// <summary>The blocks of keys and values where their bytes can be copied out and in; null where they are tensors.</summary>
    PagedKvCache? Blocks { get; }

    /// <summary>How libtorch's devices compute, found by trying; none where the CPU's own kernels run everything.</summary>
    IReadOnlyList<OperatorChoice> Operators { get; }

    /// <summary>Runs a batch and writes its tokens' keys and values into their blocks.</summary>
    /// <returns>The batch's logit rows; valid until the next step.</returns>
    IStepLogits Forward(Batch batch);
}
