using System.Numerics.Tensors;

namespace QwenWebChat.Inference.Sampling;

/// <summary>Applies the bias and the penalties to logits in place, before any filter, and sorts the largest logits.</summary>
internal static class LogitsProcessors
{
    // From this count on sorting everything is faster than a heap.
    private const int MaxHeapCount = 1_024;

    // Float32 sums of so few numbers lose nothing that a float32 logarithm could show.
    private const int SumPartCount = 1_024;

    /// <summary>Makes the logits of some tokens minus infinity, unless no other token is left.</summary>
    public static void Exclude(Span<float> logits, IReadOnlyCollection<int> ids)
    {
        if (ids.Count == 0)
        {
            return;
        }

        List<(int Id, float Logit)> excluded = new(ids.Count);
        foreach (int id in ids)
        {
            // A tokenizer may have an end token for which the model has no logit.
            if (id < logits.Length)
            {
                excluded.Add((id, logits[id]));
                logits[id] = float.NegativeInfinity;
            }
        }

        bool isNoneLeft = float.IsNegativeInfinity(TensorPrimitives.Max<float>(logits));
        foreach ((int id, float logit) in isNoneLeft ? excluded : [])
        {
            logits[id] = logit;
        }
    }

    /// <summary>Makes the logits of some tokens minus infinity.</summary>
    public static void Exclude(TopLogits top, IReadOnlyCollection<int> ids)
    {
        foreach (int id in ids)
        {
            if (top.Ids.BinarySearch(id) is >= 0 and int index)
            {
                top.Logits[index] = float.NegativeInfinity;
            }
        }
    }

    public static void ApplyBias(Span<float> logits, LogitBias bias)
    {
        foreach ((int id, double value) in bias.Values)
        {
            logits[id] += (float)value;
        }
    }

    /// <summary>Applies the bias to the largest logits of a row, with the same bits as in the whole row.</summary>
    public static void ApplyBias(TopLogits top, LogitBias bias)
    {
        foreach ((int id, double value) in bias.Values)
        {
            if (top.Ids.BinarySearch(id) is >= 0 and int index)
            {
                top.Logits[index] += (float)value;
            }
        }
    }

    public static void ApplyPenalties(Span<float> logits, SamplingParams sampling, TokenCounts counts)
    {
        if (sampling.RepetitionPenalty != 1)
        {
            foreach (int id in counts.Seen)
            {
                logits[id] = Repeated(logits[id], sampling);
            }
        }

        if (sampling.PresencePenalty != 0 || sampling.FrequencyPenalty != 0)
        {
            foreach ((int id, int count) in counts.Generated)
            {
                logits[id] = Used(logits[id], count, sampling);
            }
        }
    }

    /// <summary>Applies the penalties to the largest logits of a row, with the same bits as in the whole row.</summary>
    public static void ApplyPenalties(TopLogits top, SamplingParams sampling, TokenCounts counts)
    {
        bool counted = sampling.PresencePenalty != 0 || sampling.FrequencyPenalty != 0;
        for (int i = 0; i < top.Ids.Length; i++)
        {
            if (sampling.RepetitionPenalty != 1 && counts.HasSeen(top.Ids[i]))
            {
                top.Logits[i] = Repeated(top.Logits[i], sampling);
            }

            if (counted && counts.GeneratedCount(top.Ids[i]) is > 0 and int count)
            {
                top.Logits[i] = Used(top.Logits[i], count, sampling);
            }
        }
    }

    /// <summary>Returns whether the largest logit is finite, which it is not if any logit is NaN.</summary>
    public static bool AreNumbers(ReadOnlySpan<float> logits) => float.IsFinite(TensorPrimitives.Max(logits));

    /// <summary>Throws if logits contain NaN or infinity.</summary>
    public static void RequireNumbers(ReadOnlySpan<float> logits)
    {
        if (!AreNumbers(logits))
        {
            throw new ArithmeticException("The model's logits are not numbers; its weights are damaged, or overflow in this dtype.");
        }
    }

    /// <summary>Returns the logarithm of the sum of the exponentials of the logits, each less the largest, so that none overflows.</summary>
    public static double LogSumExp(ReadOnlySpan<float> logits, float largest)
    {
        Span<float> part = stackalloc float[SumPartCount];
        double sum = 0;
        for (int start = 0; start < logits.Length; start += SumPartCount)
        {
            ReadOnlySpan<float> source = logits[start..Math.Min(start + SumPartCount, logits.Length)];
            Span<float> exponentials = part[..source.Length];
            TensorPrimitives.Subtract(source, largest, exponentials);
            TensorPrimitives.Exp<float>(exponentials, exponentials);
            sum += TensorPrimitives.Sum<float>(exponentials);
        }

        return Math.Log(sum);
    }

    /// <summary>Returns the ids of the largest logits in descending order; ties are ordered by id.</summary>
    public static int[] Largest(ReadOnlySpan<float> logits, int count)
    {
        count = Math.Min(count, logits.Length);
        if (count > MaxHeapCount)
        {
            return Sorted(logits)[..count];
        }

        // A heap of the largest logits so far, whose head is the smallest of them.
        PriorityQueue<int, (float Logit, int NegativeId)> best = new(count);
        for (int id = 0; id < count; id++)
        {
            best.Enqueue(id, (logits[id], -id));
        }

        float worst = count > 0 ? logits[best.Peek()] : 0;
        for (int id = count; id < logits.Length && count > 0; id++)
        {
            if (logits[id] > worst)
            {
                best.EnqueueDequeue(id, (logits[id], -id));
                worst = logits[best.Peek()];
            }
        }

        int[] ids = new int[best.Count];
        for (int i = ids.Length - 1; i >= 0; i--)
        {
            ids[i] = best.Dequeue();
        }

        return ids;
    }

    private static float Repeated(float logit, SamplingParams sampling) =>
        logit > 0 ? logit / (float)sampling.RepetitionPenalty : logit * (float)sampling.RepetitionPenalty;

    private static float Used(float logit, int count, SamplingParams sampling) =>
        logit - (float)(sampling.PresencePenalty + (sampling.FrequencyPenalty * count));

    private static int[] Sorted(ReadOnlySpan<float> logits)
    {
        // One integer for each token that increases as its logit falls, then with its id: integers sort fast.
        ulong[] ranks = new ulong[logits.Length];
        for (int id = 0; id < ranks.Length; id++)
        {
            uint bits = BitConverter.SingleToUInt32Bits(logits[id] + 0f); // minus zero becomes zero
            uint falling = (bits & 0x8000_0000) != 0 ? bits : ~bits & 0x7FFF_FFFF;
            ranks[id] = ((ulong)falling << 32) | (uint)id;
        }

        Array.Sort(ranks);
        return [.. ranks.Select(rank => (int)(uint)rank)];
    }
}
