namespace QwenWebChat.Inference.Sampling;

/// <summary>Collects the log-probabilities of a prompt's tokens in order, as steps compute their logits.</summary>
/// <param name="topCount">The number of most likely tokens at each position.</param>
internal sealed class PromptScores(int topCount)
{
    private readonly List<TokenLogprobs?> _tokens = [null];

    /// <summary>Those of the first tokens so far; null for the first of all, which follows nothing.</summary>
    public IReadOnlyList<TokenLogprobs?> Tokens => _tokens;

    /// <summary>Adds those of the next token.</summary>
    /// <param name="logits">The raw logits after the token before it, [vocabulary].</param>
    /// <exception cref="ArithmeticException">The logits contain NaN or infinity.</exception>
    public void Add(ReadOnlySpan<float> logits, int id) => _tokens.Add(TokenLogprobs.Of(logits, id, topCount));
}
