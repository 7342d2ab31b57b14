using QwenWebChat.Inference.Checkpoints;
using QwenWebChat.Inference.Kernels;
using QwenWebChat.Inference.Model;
using QwenWebChat.Inference.Quantization;
using QwenWebChat.Inference.Torch.Caching;
using QwenWebChat.Inference.Torch.Checkpoints;
using QwenWebChat.Inference.Torch.Kernels;

namespace QwenWebChat.Inference.Torch.Model;

/// <summary>Estimates the activation memory of a step in libtorch from the shapes of the tensors that exist at the same time.</summary>
internal static class TensorActivations
{
    // The maximum of one step: the maximum number of running requests of the engine, and of prompt tokens that it scores.
    private const int LogitRows = 128;

    // Attention scores in plain TorchSharp and their softmax, which are bounded; other operators need less.
    private const long ScoreBytes = 256L << 20;

    /// <summary>Returns the activation memory of a step in bytes.</summary>
    /// <param name="config">The configuration with the head and FFN column counts of the device.</param>
    /// <param name="elementBytes">Bytes of one element in the dtype of the computation.</param>
    /// <param name="hasHead">True if this device computes logits.</param>
    public static long BytesFor(Qwen2Config config, int tokens, int elementBytes, bool hasHead)
    {
        long heads = config.HeadCount + (2L * config.KeyValueHeadCount);
        // The residual stream before and after a layer, its norm and the update; queries, keys and values, and the
        // attention output.
        long attention = tokens * ((4L * config.HiddenSize) + ((heads + (2L * config.HeadCount)) * config.HeadSize)) * elementBytes;
        // The rotation is float32: the input, the input with swapped halves, and the result.
        long rotation = tokens * 3L * heads * config.HeadSize * sizeof(float);
        // Gate and up, the gated activations, and those in the order of the packed columns.
        long feedForward = tokens * 4L * config.IntermediateSize * elementBytes;
        long scores = Math.Min(ScoreBytes, 2L * sizeof(float) * tokens * config.HeadCount * config.ContextTokens);
        // Weights converted to floats for a product: two copies, and four bytes of integers in between.
        long largest = Math.Min(2L * config.IntermediateSize * config.HiddenSize, BandedProduct.MaxValueCount);
        long logits = hasHead ? (long)LogitRows * config.VocabularySize * (elementBytes + sizeof(float)) : 0;
        return attention + Math.Max(rotation + scores, feedForward) + (largest * ((2 * elementBytes) + 4)) + logits;
    }
}
