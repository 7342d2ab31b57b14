using System.Numerics.Tensors;
using QwenWebChat.Inference.Sampling.Grammar;

namespace QwenWebChat.Inference.Sampling;

/// <summary>
/// Samples one token from a row of logits: the grammar's mask, bias, penalties, temperature, top-k, top-p, min-p, then a draw, in
/// the order of vLLM and Hugging Face's generation.
/// </summary>
internal sealed class Sampler
{
    private const int NarrowNucleus = 256;

    private readonly SamplingParams _sampling;
    private readonly TokenCounts _counts;

    // True if a logit that is not among the largest may become one of them.
    private readonly bool _raises;

    public Sampler(SamplingParams sampling, IEnumerable<int> promptIds)
    {
        _sampling = sampling;
        _counts = new TokenCounts(promptIds);
        _raises = sampling.RepetitionPenalty < 1 || sampling.PresencePenalty < 0 || sampling.FrequencyPenalty < 0 || sampling.LogitBias.Values.Any(pair => pair.Value > 0);
    }

    /// <summary>Adds a token of the answer that was sampled before.</summary>
    public void Remember(int id) => _counts.Add(id);

    /// <summary>The number of largest logits that a draw considers; 0 for all of them.</summary>
    private int FrontCount => _sampling.IsGreedy ? 1 : _sampling.TopK;

    /// <summary>Samples a token from a step's row and counts it for the penalties; the result is the same as from the whole row.</summary>
    /// <param name="position">The token's position in the answer, from 0: the draw depends only on it and the seed.</param>
    /// <param name="mask">The tokens that may be sampled; null for all.</param>
    /// <param name="excluded">Tokens that are not sampled as long as another one is possible.</param>
    /// <exception cref="ArithmeticException">The logits contain NaN or infinity.</exception>
    public int Sample(IStepLogits logits, int row, int position, TokenMask? mask = null, IReadOnlyCollection<int>? excluded = null)
    {
        if (logits.TryTop(row, out TopLogits top) && ChooseFrom(top, position, mask, excluded ?? []) is { } id)
        {
            _counts.Add(id);
            return id;
        }

        return Sample(logits.Row(row), position, mask, excluded);
    }

    /// <summary>Samples a token and counts it for the penalties.</summary>
    /// <param name="logits">One row over the vocabulary; overwritten.</param>
    /// <param name="position">The token's position in the answer, from 0: the draw depends only on it and the seed.</param>
    /// <param name="mask">The tokens that may be sampled; null for all.</param>
    /// <param name="excluded">Tokens that are not sampled as long as another one is possible.</param>
    /// <exception cref="ArithmeticException">The logits contain NaN or infinity.</exception>
    public int Sample(Span<float> logits, int position, TokenMask? mask = null, IReadOnlyCollection<int>? excluded = null)
    {
        LogitsProcessors.RequireNumbers(logits);
        mask?.Apply(logits);
        LogitsProcessors.Exclude(logits, excluded ?? []);
        LogitsProcessors.ApplyBias(logits, _sampling.LogitBias);
        LogitsProcessors.ApplyPenalties(logits, _sampling, _counts);
        int id = FrontCount > 0 ? DrawFromFront(logits, Front(logits), position) : DrawFromAll(logits, position);
        _counts.Add(id);
        return id;
    }

    /// <summary>
    /// Samples from the largest logits of a row. A bias and penalties that only lower logits leave all others at or below
    /// the floor. If all candidates of the draw are above the floor, they are the candidates of the whole row, in the same
    /// order.
    /// </summary>
    /// <returns>The token; null if the whole row is needed.</returns>
    private int? ChooseFrom(TopLogits top, int position, TokenMask? mask, IReadOnlyCollection<int> excluded)
    {
        if (FrontCount == 0 || FrontCount > top.Ids.Length || _raises || !LogitsProcessors.AreNumbers(top.Logits))
        {
            return null;
        }

        mask?.Apply(top);
        LogitsProcessors.Exclude(top, excluded);
        LogitsProcessors.ApplyBias(top, _sampling.LogitBias);
        LogitsProcessors.ApplyPenalties(top, _sampling, _counts);
        int[] front = Front(top.Logits);
        return top.Logits[front[^1]] > top.Floor ? top.Ids[DrawFromFront(top.Logits, front, position)] : null;
    }

    private int[] Front(ReadOnlySpan<float> logits) =>
        _sampling.IsGreedy ? [TensorPrimitives.IndexOfMax(logits)] : LogitsProcessors.Largest(logits, _sampling.TopK);

    private int DrawFromFront(ReadOnlySpan<float> logits, int[] front, int position)
    {
        if (front.Length == 1)
        {
            return front[0];
        }

        float[] weights = Weights(logits, front);
        return DrawFrom(front, weights, Kept(weights, TensorPrimitives.Sum<float>(weights)), CounterRandom.Uniform(_sampling.Seed, position));
    }

    private int DrawFromAll(Span<float> logits, int position)
    {
        double uniform = CounterRandom.Uniform(_sampling.Seed, position);
        Exponentiate(logits);
        float total = TensorPrimitives.Sum<float>(logits);
        return _sampling.TopP == 1 && _sampling.MinP == 0
            ? DrawFrom(null, logits, logits.Length, uniform)
            : DrawFromNucleus(logits, total, uniform);
    }

    /// <summary>
    /// Draws from the nucleus, which nearly always lies within the most likely few hundred tokens; only otherwise the
    /// whole vocabulary is sorted.
    /// </summary>
    private int DrawFromNucleus(ReadOnlySpan<float> weights, float total, double uniform)
    {
        for (int width = NarrowNucleus; ; width = weights.Length)
        {
            int[] ids = LogitsProcessors.Largest(weights, width);
            float[] sorted = new float[ids.Length];
            for (int i = 0; i < ids.Length; i++)
            {
                sorted[i] = weights[ids[i]];
            }

            int kept = Kept(sorted, total);
            if (kept < ids.Length || ids.Length == weights.Length)
            {
                return DrawFrom(ids, sorted, kept, uniform);
            }
        }
    }

    /// <summary>Returns how many of the candidates, sorted by descending weight, are possible and pass top-p and min-p; at least one.</summary>
    private int Kept(ReadOnlySpan<float> weights, float total)
    {
        int kept = 0;
        double sum = 0;
        while (kept < weights.Length && weights[kept] > 0 && (_sampling.TopP == 1 || sum < _sampling.TopP * total) && weights[kept] >= _sampling.MinP * weights[0])
        {
            sum += weights[kept++];
        }

        return Math.Max(kept, 1);
    }

    private static int DrawFrom(int[]? ids, ReadOnlySpan<float> weights, int kept, double uniform)
    {
        double target = uniform * TensorPrimitives.Sum(weights[..kept]);
        int chosen = 0;
        // Rounding may leave a little of the target behind the last candidate that is possible.
        for (int i = 0; i < kept && target >= 0; i++)
        {
            chosen = weights[i] > 0 ? i : chosen;
            target -= weights[i];
        }

        return ids is null ? chosen : ids[chosen];
    }

    private float[] Weights(ReadOnlySpan<float> logits, int[] ids)
    {
        float[] weights = new float[ids.Length];
        for (int i = 0; i < ids.Length; i++)
        {
            weights[i] = logits[ids[i]];
        }

        Exponentiate(weights);
        return weights;
    }

    /// <summary>Computes exp((logit - largest) / temperature) in place: the largest becomes 1.</summary>
    private void Exponentiate(Span<float> logits)
    {
        TensorPrimitives.Subtract(logits, TensorPrimitives.Max<float>(logits), logits);
        TensorPrimitives.Divide(logits, (float)_sampling.Temperature, logits);
        TensorPrimitives.Exp<float>(logits, logits);
    }
}
