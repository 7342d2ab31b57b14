using QwenWebChat.Inference.Checkpoints;
using QwenWebChat.Inference.Kernels;
using QwenWebChat.Inference.Model;
using QwenWebChat.Inference.Quantization;
using QwenWebChat.Inference.Torch.Caching;
using QwenWebChat.Inference.Torch.Checkpoints;
using QwenWebChat.Inference.Torch.Kernels;

namespace QwenWebChat.Inference.Torch.Model;

/// <summary>What a step computes in libtorch between the products, reckoned from the shapes of the tensors that live at a time.</summary>
internal static class TensorActivations
{
    // Of one step at most, the running requests that the engine takes.
    private const int LogitRows = 64;

    // Scores of attention in plain TorchSharp and their softmax, which are bounded; other operators take less.
    private const long ScoreBytes = 256L << 20;

    /// <summary>Bytes for a step of so many tokens.</summary>
    /// <param name="config">Whose counts of heads and FFN columns are those of the device.</param>
    /// <param name="elementBytes">Of a number that is computed.</param>
    /// <param name="hasHead">Whether logits are computed there.</param>
    public static long BytesFor(Qwen2Config config, int tokens, int elementBytes, bool hasHead)
    {
        long heads = config.HeadCount + (2L * config.KeyValueHeadCount);
        // The stream before and after a layer, its norm and what is added; queries, keys and values, and what they mix to.
        long attention = tokens * ((4L * config.HiddenSize) + ((heads + (2L * config.HeadCount)) * config.HeadSize)) * elementBytes;
        // The rotation is float32: as it was, with its halves swapped, and turned.
        long rotation = tokens * 3L * heads * config.HeadSize * sizeof(float);
        // Gate and up, what they let through, and that in the order of the packed columns.
        long feedForward = tokens * 4L * config.IntermediateSize * elementBytes;
        long scores = Math.Min(ScoreBytes, 2L * sizeof(float) * tokens * config.HeadCount * config.ContextTokens);
        // Weights that are floats for a product: twice, and four bytes of whole numbers on the way.
        long largest = Math.Min(2L * config.IntermediateSize * config.HiddenSize, BandedProduct.LargestValueCount);
        long logits = hasHead ? (long)LogitRows * config.VocabularySize * (elementBytes + sizeof(float)) : 0;
        return attention + Math.Max(rotation + scores, feedForward) + (largest * ((2 * elementBytes) + 4)) + logits;
    }
}
