namespace QwenWebChat.Inference.Sampling.Grammar;

/// <summary>
/// A grammar whose automaton grows as it is used. Several requests may share it; it is locked while one of them asks.
/// </summary>
public sealed class CompiledGrammar
{
    // A mask of a vocabulary of 150,000 tokens takes 19 KB.
    private const int MaxMasks = 1_000;

    private readonly ExpressionPool _pool;
    private readonly Dictionary<Expression, TokenMask> _masks = [];
    private readonly Lock _gate = new();
    private GrammarVocabulary? _vocabulary;
    private long _bytes;

    internal CompiledGrammar(ExpressionPool pool, Expression start)
    {
        if (start == pool.Nothing)
        {
            throw new GrammarException("", "nothing satisfies it") { IsUnsatisfiable = true };
        }

        (_pool, Start, _bytes) = (pool, start, pool.MemoryBytes);
    }

    /// <summary>The memory that states and masks take, about, in bytes; known without waiting for a mask that is being computed.</summary>
    internal long Bytes => Volatile.Read(ref _bytes);

    internal Expression Start { get; }

    /// <summary>
    /// The number of white space characters after which an answer must go on, where any number of them is allowed: the layout is
    /// free, but not endless.
    /// </summary>
    internal int MaxBlanks { get; init; } = int.MaxValue;

    /// <summary>Returns the position of the first byte that a text may not have there; its length if it ends too early; null if it is accepted.</summary>
    public int? FindError(ReadOnlySpan<byte> text)
    {
        lock (_gate)
        {
            Expression state = Start;
            for (int i = 0; i < text.Length; i++)
            {
                _pool.BeginStep();
                state = state.Derive(text[i]);
                if (state == _pool.Nothing)
                {
                    return i;
                }
            }

            return state.IsNullable ? null : text.Length;
        }
    }

    /// <summary>Returns the state after some bytes; null if they may not come.</summary>
    internal Expression? Advance(Expression state, ReadOnlySpan<byte> bytes)
    {
        lock (_gate)
        {
            _pool.BeginStep();
            foreach (byte value in bytes)
            {
                state = state.Next(value);
                if (state == _pool.Nothing)
                {
                    return null;
                }
            }

            return state;
        }
    }

    /// <summary>Returns the bytes that must follow a state, at most <paramref name="max"/>; empty if there is a choice.</summary>
    internal byte[] Forced(Expression state, int max)
    {
        lock (_gate)
        {
            List<byte> forced = [];
            _pool.BeginStep();
            while (forced.Count < max && !state.IsNullable && Only(state) is { } only)
            {
                forced.Add(only);
                state = state.Next(only);
            }

            return [.. forced];
        }
    }

    /// <summary>Returns whether white space changes nothing in a state.</summary>
    internal bool IsBlank(Expression state)
    {
        lock (_gate)
        {
            return state.Next((byte)'\n') == state;
        }
    }

    /// <summary>Returns whether anything may follow a state.</summary>
    internal bool CanContinue(Expression state)
    {
        lock (_gate)
        {
            return Followers(state).Any();
        }
    }

    /// <summary>Returns the tokens that may follow a state.</summary>
    /// <exception cref="GrammarException">The grammar is too complex here.</exception>
    internal TokenMask MaskOf(Expression state, GrammarVocabulary vocabulary)
    {
        lock (_gate)
        {
            _pool.BeginStep();
            if (_vocabulary != vocabulary || _masks.Count >= MaxMasks)
            {
                _masks.Clear();
                _vocabulary = vocabulary;
            }

            return RecordedString.Find(state) is { } recorded ? vocabulary.MaskOf(state, KnownMask(recorded.Rest, vocabulary), _pool.Nothing) : KnownMask(state, vocabulary);
        }
    }

    private TokenMask KnownMask(Expression state, GrammarVocabulary vocabulary)
    {
        if (!_masks.TryGetValue(state, out TokenMask? mask))
        {
            _pool.Trim();
            _masks[state] = mask = vocabulary.MaskOf(state, _pool.Nothing);
            Volatile.Write(ref _bytes, _pool.MemoryBytes + (_masks.Count * mask.Bytes));
        }

        return mask;
    }

    private byte? Only(Expression state)
    {
        int[] two = [.. Followers(state).Take(2)];
        return two.Length == 1 ? (byte)two[0] : null;
    }

    private IEnumerable<int> Followers(Expression state)
    {
        ByteSet first = state.First;
        for (int value = first.NextFrom(0); value >= 0; value = value == 255 ? -1 : first.NextFrom(value + 1))
        {
            if (state.Next((byte)value) != _pool.Nothing)
            {
                yield return value;
            }
        }
    }
}
