using System.Text;

namespace QwenWebChat.Inference.Sampling.Grammar;

/// <summary>The state of one answer under a grammar. Not thread-safe: it belongs to one sequence.</summary>
internal sealed class GrammarMatcher
{
    // Shorter forced texts are part of one token as a rule, which the model chooses by itself.
    private const int MinForcedBytes = 4;
    private const int MaxForcedBytes = 512;

    private readonly CompiledGrammar _grammar;
    private readonly GrammarVocabulary _vocabulary;
    private readonly Queue<int> _forced = [];
    private Expression _state;
    private Task<TokenMask>? _mask;
    private int _blanks;

    public GrammarMatcher(CompiledGrammar grammar, GrammarVocabulary vocabulary)
    {
        (_grammar, _vocabulary, _state) = (grammar, vocabulary, grammar.Start);
    }

    /// <summary>True if the answer is complete and nothing may follow.</summary>
    public bool IsFinished { get; private set; }

    /// <summary>True if the answer may end here.</summary>
    public bool MayEnd => _state.IsNullable;

    /// <summary>Returns the state after the part of an answer that is continued.</summary>
    /// <exception cref="ArgumentException">The part does not begin an answer of the grammar.</exception>
    public static GrammarMatcher After(CompiledGrammar grammar, GrammarVocabulary vocabulary, IEnumerable<int> continued)
    {
        GrammarMatcher matcher = new(grammar, vocabulary);
        if (!continued.All(matcher.TryAccept))
        {
            throw new ArgumentException("The answer to be continued does not begin as its format demands.");
        }

        matcher.Prepare();
        return matcher;
    }

    /// <summary>Begins to compute the next mask on another thread, while the model computes.</summary>
    public void Prepare() => _mask ??= Task.Run(() => _grammar.MaskOf(_state, _vocabulary));

    /// <summary>Returns the tokens that may come next.</summary>
    /// <exception cref="GrammarException">The grammar became too complex, or has no token for what must come.</exception>
    public TokenMask Mask()
    {
        TokenMask mask = _mask?.GetAwaiter().GetResult() ?? _grammar.MaskOf(_state, _vocabulary);
        mask = _blanks < _grammar.MaxBlanks ? mask : mask.Except(_vocabulary.Blanks);
        return !mask.IsEmpty ? mask : throw new GrammarException("", "no token of the vocabulary can continue the answer");
    }

    /// <summary>Takes a token that the mask allows, and prepares the next mask.</summary>
    /// <exception cref="ArgumentException">The grammar does not allow the token.</exception>
    public void Accept(int id)
    {
        if (!TryAccept(id))
        {
            throw new ArgumentException($"The grammar does not allow the token {id} here.", nameof(id));
        }

        if (!IsFinished && _forced.Count == 0)
        {
            Prepare();
        }
    }

    /// <summary>Takes a token; returns false, and changes nothing, if the grammar does not allow it.</summary>
    public bool TryAccept(int id)
    {
        ReadOnlySpan<byte> bytes = _vocabulary.BytesOf(id);
        if (bytes.IsEmpty)
        {
            return IsFinished = _vocabulary.EndTokenIds.Contains(id) && MayEnd;
        }

        if (_grammar.Advance(_state, bytes) is not { } next)
        {
            return false;
        }

        _blanks = next == _state && _vocabulary.Blanks.Contains(id) && _grammar.IsBlank(next) ? _blanks + bytes.Length : 0;
        (_state, _mask) = (next, null);
        IsFinished = MayEnd && !_grammar.CanContinue(_state);
        return true;
    }

    /// <summary>
    /// Returns the next token of a text that must follow, without a choice; null if there is none. The last token of such a text
    /// is left to the model, since it may be the beginning of a longer one.
    /// </summary>
    public int? TakeForced()
    {
        if (_forced.Count == 0 && !IsFinished)
        {
            byte[] text = _grammar.Forced(_state, MaxForcedBytes);
            // The tags of a tool call are added tokens. A special token has no bytes here, so that it is never forced.
            int[] ids = text.Length < MinForcedBytes ? [] : _vocabulary.Encode(Encoding.UTF8.GetString(text));
            foreach (int id in IsSame(ids, text) ? ids.SkipLast(1) : [])
            {
                _forced.Enqueue(id);
            }
        }

        return _forced.TryDequeue(out int next) ? next : null;
    }

    // A text that begins or ends within a character, or that the tokenizer normalizes, is not forced.
    private bool IsSame(int[] ids, ReadOnlySpan<byte> text)
    {
        List<byte> bytes = [];
        foreach (int id in ids)
        {
            bytes.AddRange(_vocabulary.BytesOf(id));
        }

        return text.SequenceEqual(bytes.ToArray());
    }
}
