namespace QwenWebChat.Inference.Checkpoints;

/// <summary>
/// YaRN: rotary frequencies stretched so that a model reads more tokens than it was trained on. Source: Peng et al.,
/// "YaRN: Efficient Context Window Extension of Large Language Models" (arXiv 2309.00071); the names and defaults are
/// those of huggingface/transformers' modeling_rope_utils.py.
/// </summary>
/// <param name="Factor">How many times longer the context becomes, at least 1.</param>
/// <param name="OriginalMaxPositionEmbeddings">The context of the training, in tokens.</param>
public sealed record YarnScaling(double Factor, int OriginalMaxPositionEmbeddings)
{
    /// <summary>What the cosines and sines are multiplied by.</summary>
    public double AttentionFactor { get; init; } = (0.1 * Math.Log(Factor)) + 1;

    /// <summary>Frequencies that turn more often than this over the original context stay as they are.</summary>
    public double BetaFast { get; init; } = 32;

    /// <summary>Frequencies that turn less often than this over the original context are divided by the factor.</summary>
    public double BetaSlow { get; init; } = 1;

    /// <summary>The stretched context, in tokens.</summary>
    public int ContextTokens => (int)(Factor * OriginalMaxPositionEmbeddings);
}
