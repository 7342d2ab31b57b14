namespace QwenWebChat.Inference.Checkpoints;

/// <summary>
/// YaRN: scales the rotary frequencies so that a model can process more tokens than it was trained on. Source: Peng et
/// al., "YaRN: Efficient Context Window Extension of Large Language Models" (arXiv 2309.00071); the names and defaults
/// are those of huggingface/transformers' modeling_rope_utils.py.
/// </summary>
/// <param name="Factor">The factor of the context length, at least 1.</param>
/// <param name="OriginalMaxPositionEmbeddings">The context length of the training, in tokens.</param>
public sealed record YarnScaling(double Factor, int OriginalMaxPositionEmbeddings)
{
    /// <summary>The factor of the cosines and sines.</summary>
    public double AttentionFactor { get; init; } = (0.1 * Math.Log(Factor)) + 1;

    /// <summary>Frequencies with more turns than this over the original context stay unchanged.</summary>
    public double BetaFast { get; init; } = 32;

    /// <summary>Frequencies with fewer turns than this over the original context are divided by the factor.</summary>
    public double BetaSlow { get; init; } = 1;

    /// <summary>The extended context length, in tokens.</summary>
    public int ContextTokens => (int)(Factor * OriginalMaxPositionEmbeddings);
}
