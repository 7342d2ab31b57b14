namespace QwenWebChat.Inference.Sampling.Grammar;

/// <summary>
/// The tokens of a tokenizer as grammars need them. A state within a free JSON string allows nearly all tokens; they are marked
/// together, and only the others are tried one by one.
/// </summary>
internal sealed class GrammarVocabulary
{
    private readonly TokenTrie _all;
    private readonly TokenTrie _crossing;
    private readonly TokenSlice[] _slices;
    private readonly byte[][] _tokens;
    private readonly Func<string, int[]> _encode;

    /// <param name="bytes">The bytes of each token; none for tokens that are no text.</param>
    /// <param name="endTokenIds">The tokens that end an answer; they are never text.</param>
    /// <param name="encode">Returns the tokens of a text.</param>
    public GrammarVocabulary(IReadOnlyList<byte[]> bytes, IReadOnlyCollection<int> endTokenIds, Func<string, int[]> encode)
    {
        _encode = encode;
        TokenCount = Math.Max(bytes.Count, endTokenIds.DefaultIfEmpty(-1).Max() + 1);
        EndTokenIds = endTokenIds;
        _tokens = [.. Enumerable.Range(0, TokenCount).Select(id => id >= bytes.Count || endTokenIds.Contains(id) ? [] : bytes[id])];
        (int Id, byte[] Bytes)[] tokens = [.. Enumerable.Range(0, TokenCount).Select(id => (id, _tokens[id])).Where(token => token.Item2.Length is > 0 and < 256)];
        _all = new TokenTrie(tokens);
        _crossing = new TokenTrie(tokens.Where(token => token.Bytes.AsSpan(0, token.Bytes.Length - 1).Contains((byte)'"')));
        _slices = TokenSlice.All(tokens, _all, TokenCount);
        Blanks = new TokenMask(TokenCount);
        foreach ((int id, byte[] _) in tokens.Where(token => token.Bytes[0] is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n'))
        {
            Blanks.Add(id);
        }
    }

    public int TokenCount { get; }

    /// <summary>The tokens that end an answer.</summary>
    public IReadOnlyCollection<int> EndTokenIds { get; }

    /// <summary>The tokens that begin with white space.</summary>
    public TokenMask Blanks { get; }

    public ReadOnlySpan<byte> BytesOf(int id) => (uint)id < (uint)_tokens.Length ? _tokens[id] : [];

    /// <summary>Returns the tokens of a text.</summary>
    public int[] Encode(string text) => _encode(text);

    /// <summary>Computes the mask of a state within a recorded string.</summary>
    /// <param name="within">The mask of the string's rest.</param>
    public TokenMask MaskOf(Expression state, TokenMask within, Expression nothing)
    {
        TokenMask mask = new(TokenCount);
        mask.Add(within);
        _crossing.Mark(state, nothing, mask);
        return mask;
    }

    /// <summary>Computes the mask of the tokens that an expression allows, ends included.</summary>
    public TokenMask MaskOf(Expression state, Expression nothing)
    {
        TokenMask mask = new(TokenCount);
        StringRun run = StringRun.Of(state);
        if (Array.Find(_slices, slice => slice.IsIn(run)) is { } slice)
        {
            mask.Add(slice.Mask);
            (run.IsOnly ? slice.Leaving : slice.Others).Mark(state, nothing, mask);
        }
        else
        {
            _all.Mark(state, nothing, mask);
        }

        if (state.IsNullable)
        {
            foreach (int id in EndTokenIds)
            {
                mask.Add(id);
            }
        }

        return mask;
    }
}
