using System.Numerics.Tensors;

namespace QwenWebChat.Inference.Sampling;

/// <summary>
/// Chooses one token from a row of logits: penalties, temperature, top-k, top-p, min-p, then a draw; the order of
/// Hugging Face's generation.
/// </summary>
internal sealed class Sampler
{
    private const int NarrowNucleus = 256;

    private readonly SamplingParams _sampling;
    private readonly TokenCounts _counts;

    public Sampler(SamplingParams sampling, IEnumerable<int> promptIds)
    {
        _sampling = sampling;
        _counts = new TokenCounts(promptIds);
    }

    /// <summary>Chooses a token and remembers it for the penalties.</summary>
    /// <param name="logits">One row over the vocabulary; overwritten.</param>
    /// <param name="position">The token's place in the answer, from 0: the draw depends on it and the seed alone.</param>
    /// <exception cref="ArithmeticException">The logits are not numbers.</exception>
    public int Sample(Span<float> logits, int position)
    {
        if (!float.IsFinite(TensorPrimitives.Max<float>(logits)))
        {
            throw new ArithmeticException("The model's logits are not numbers; its weights are damaged, or overflow in this dtype.");
        }

        LogitsProcessors.ApplyPenalties(logits, _sampling, _counts);
        int id = _sampling.IsGreedy ? TensorPrimitives.IndexOfMax<float>(logits) : Draw(logits, position);
        _counts.Add(id);
        return id;
    }

    private int Draw(Span<float> logits, int position)
    {
        double uniform = CounterRandom.Uniform(_sampling.Seed, position);
        if (_sampling.TopK > 0)
        {
            int[] ids = LogitsProcessors.Largest(logits, _sampling.TopK);
            float[] weights = Weights(logits, ids);
            return DrawFrom(ids, weights, Kept(weights, TensorPrimitives.Sum<float>(weights)), uniform);
        }

        Exponentiate(logits);
        float total = TensorPrimitives.Sum<float>(logits);
        return _sampling.TopP == 1 && _sampling.MinP == 0
            ? DrawFrom(null, logits, logits.Length, uniform)
            : DrawFromNucleus(logits, total, uniform);
    }

    /// <summary>
    /// The nucleus nearly always lies within the best few hundred tokens; the whole vocabulary is sorted only when not.
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

    /// <summary>How many of the candidates, sorted by falling weight, pass top-p and min-p; at least one.</summary>
    private int Kept(ReadOnlySpan<float> weights, float total)
    {
        int kept = 0;
        double sum = 0;
        while (kept < weights.Length && (_sampling.TopP == 1 || sum < _sampling.TopP * total) && weights[kept] >= _sampling.MinP * weights[0])
        {
            sum += weights[kept++];
        }

        return Math.Max(kept, 1);
    }

    private static int DrawFrom(int[]? ids, ReadOnlySpan<float> weights, int kept, double uniform)
    {
        double target = uniform * TensorPrimitives.Sum(weights[..kept]);
        int chosen = 0;
        while (chosen < kept - 1 && (target -= weights[chosen]) >= 0)
        {
            chosen++;
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

    /// <summary>exp((logit - largest) / temperature), in place: the largest becomes 1.</summary>
    private void Exponentiate(Span<float> logits)
    {
        TensorPrimitives.Subtract(logits, TensorPrimitives.Max<float>(logits), logits);
        TensorPrimitives.Divide(logits, (float)_sampling.Temperature, logits);
        TensorPrimitives.Exp<float>(logits, logits);
    }
}
