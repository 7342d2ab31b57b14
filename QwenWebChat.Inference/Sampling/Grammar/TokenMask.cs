using System.Numerics.Tensors;

namespace QwenWebChat.Inference.Sampling.Grammar;

/// <summary>The tokens that may come next: one bit each.</summary>
internal sealed class TokenMask(int tokenCount)
{
    private readonly ulong[] _words = new ulong[(tokenCount + 63) / 64];

    public long Bytes => _words.LongLength * sizeof(ulong);

    /// <summary>True if no token is allowed.</summary>
    public bool IsEmpty => _words.AsSpan().IndexOfAnyExcept(0UL) < 0;

    public bool Contains(int id) => (uint)(id >> 6) < (uint)_words.Length && ((_words[id >> 6] >> (id & 63)) & 1) != 0;

    public void Add(int id) => _words[id >> 6] |= 1UL << (id & 63);

    /// <summary>Adds all tokens of another mask of the same vocabulary.</summary>
    public void Add(TokenMask other) => TensorPrimitives.BitwiseOr(_words, other._words, _words);

    /// <summary>Returns the mask without the tokens of another one of the same vocabulary.</summary>
    public TokenMask Except(TokenMask other)
    {
        TokenMask rest = new(_words.Length * 64);
        TensorPrimitives.OnesComplement<ulong>(other._words, rest._words);
        TensorPrimitives.BitwiseAnd<ulong>(rest._words, _words, rest._words);
        return rest;
    }

    /// <summary>Makes the logits of all other tokens minus infinity.</summary>
    public void Apply(TopLogits top)
    {
        for (int i = 0; i < top.Ids.Length; i++)
        {
            top.Logits[i] = Contains(top.Ids[i]) ? top.Logits[i] : float.NegativeInfinity;
        }
    }

    /// <summary>Makes the logits of all other tokens minus infinity.</summary>
    /// <param name="logits">One row, which may have more entries than the vocabulary has tokens.</param>
    public void Apply(Span<float> logits)
    {
        for (int start = 0; start < logits.Length; start += 64)
        {
            ulong word = start >> 6 < _words.Length ? _words[start >> 6] : 0;
            if (word == ulong.MaxValue)
            {
                continue;
            }

            Span<float> part = logits[start..Math.Min(start + 64, logits.Length)];
            if (word == 0)
            {
                part.Fill(float.NegativeInfinity);
                continue;
            }

            for (int i = 0; i < part.Length; i++)
            {
                part[i] = ((word >> i) & 1) == 0 ? float.NegativeInfinity : part[i];
            }
        }
    }
}
