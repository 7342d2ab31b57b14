using QwenWebChat.Inference.Checkpoints;
using QwenWebChat.Inference.Model;

namespace QwenWebChat.Benchmarks.Gpu;

/// <summary>What a card can do at most, and the least time that a model's work takes by it.</summary>
/// <param name="BytesPerSecond">Of a large copy, bytes read and bytes written.</param>
/// <param name="OperationsPerSecond">Of a large bfloat16 product; a multiplication with its addition counts as two.</param>
internal sealed record Ceilings(double BytesPerSecond, double OperationsPerSecond)
{
    /// <summary>
    /// Operations that a prompt takes: 2 x parameters x tokens for the products, and 2 x 2 x layers x heads x headSize x
    /// tokens^2 / 2 for attention, scores and mixing, each query seeing half of the tokens on average. Parameters are those
    /// of the layers' matrices: of the embedding a token has one row, and the head is for the last token alone.
    /// </summary>
    public static double PromptOperations(Qwen2Config config, long tokens)
    {
        double parameters = TensorSpec.For(config).Where(spec => spec.IsMatrix && spec.Layer is not null).Sum(spec => (double)spec.ElementCount);
        double attention = 2.0 * 2 * config.LayerCount * config.HeadCount * config.HeadSize * tokens * tokens / 2;
        return (2 * parameters * tokens) + attention;
    }

    /// <summary>Seconds to the first token of a prompt, if its operations alone counted.</summary>
    public double FirstTokenFloor(Qwen2Config config, long tokens) => PromptOperations(config, tokens) / OperationsPerSecond;

    /// <summary>Seconds of a step that decodes, if reading alone counted: (weights + sequences x cached tokens x bytes of one) / bandwidth.</summary>
    /// <param name="weightBytes">Read by every step.</param>
    /// <param name="cachedTokens">Of each sequence.</param>
    /// <param name="tokenBytes">Keys and values of a token in all layers.</param>
    public double DecodeFloor(long weightBytes, int sequences, double cachedTokens, double tokenBytes) =>
        (weightBytes + (sequences * cachedTokens * tokenBytes)) / BytesPerSecond;
}
