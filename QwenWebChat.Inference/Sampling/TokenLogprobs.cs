using System.Numerics.Tensors;

namespace QwenWebChat.Inference.Sampling;

/// <summary>
/// The log-probabilities at one position: natural logarithms of the softmax of the model's raw logits over the whole vocabulary,
/// before a grammar's mask, bias, penalties and temperature, as vLLM's <c>raw_logprobs</c>.
/// </summary>
/// <param name="Sampled">The token at this position.</param>
/// <param name="Top">
/// The most likely tokens in descending order, equal ones by id, as many as requested. The token at this position may be missing.
/// </param>
public sealed record TokenLogprobs(TokenLogprob Sampled, IReadOnlyList<TokenLogprob> Top)
{
    /// <summary>The maximum number of most likely tokens that a request may ask for.</summary>
    public const int MaxTopCount = 20;

    /// <summary>Computes the log-probabilities of a row.</summary>
    /// <param name="logits">The raw logits, [vocabulary].</param>
    /// <exception cref="ArithmeticException">The logits contain NaN or infinity.</exception>
    internal static TokenLogprobs Of(ReadOnlySpan<float> logits, int id, int topCount)
    {
        LogitsProcessors.RequireNumbers(logits);
        float largest = TensorPrimitives.Max(logits);
        double sum = LogitsProcessors.LogSumExp(logits, largest);
        int[] ids = LogitsProcessors.Largest(logits, topCount);
        TokenLogprob[] top = new TokenLogprob[ids.Length];
        for (int i = 0; i < ids.Length; i++)
        {
            top[i] = LogprobOf(logits, ids[i], largest, sum);
        }

        return new TokenLogprobs(LogprobOf(logits, id, largest, sum), top);
    }

    /// <summary>
    /// Returns those of a token without a choice, for which the model computes no logits: its probability is 1, so it is also the
    /// only one of the most likely tokens.
    /// </summary>
    internal static TokenLogprobs Certain(int id, int topCount)
    {
        TokenLogprob only = new(id, 0);
        return new TokenLogprobs(only, topCount > 0 ? [only] : []);
    }

    // The largest logit is subtracted first: beside it, the logarithm of the sum could be lost.
    private static TokenLogprob LogprobOf(ReadOnlySpan<float> logits, int id, float largest, double sum) => new(id, (float)((double)logits[id] - largest - sum));
}
