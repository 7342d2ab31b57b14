using QwenWebChat.Inference.Caching;
using QwenWebChat.Inference.Checkpoints;

namespace QwenWebChat.Inference.Model;

/// <summary>A model with its paged cache, ready to run batches of sequences; used by one thread.</summary>
internal interface IServingModel : IDisposable
{
    Qwen2Config Config { get; }

    /// <summary><c>CPU</c> or <c>CUDA</c>.</summary>
    string DeviceName { get; }

    /// <summary>Parameters, each counted once.</summary>
    long ParameterCount { get; }

    long WeightBytes { get; }

    /// <summary>Bytes that steps compute in, as many as the largest so far took; null where that is the allocator's affair.</summary>
    long? ActivationBytes { get; }

    /// <summary>The blocks of keys and values where their bytes can be copied out and in; null where they are tensors.</summary>
    PagedKvCache? Blocks { get; }

    /// <summary>Runs a batch and writes its tokens' keys and values into their blocks.</summary>
    /// <returns>The batch's logit rows; valid until the next step.</returns>
    IStepLogits Forward(Batch batch);
}
