namespace QwenWebChat.Inference.Sampling.Grammar;

/// <summary>The tokens that consist of at most so many characters of a JSON string, and the rest of the vocabulary.</summary>
internal sealed class TokenSlice
{
    private static readonly int[] Lengths = [int.MaxValue, 24, 8];

    private readonly int _length;
    private readonly bool _hasAll;

    private TokenSlice(int length, bool hasAll, (int Id, byte[] Bytes)[] tokens, TokenTrie all, int tokenCount)
    {
        (_length, _hasAll) = (length, hasAll);
        ExpressionPool pool = new();
        Expression content = pool.Repeat(pool.Character(hasAll ? CodePointSet.All : PlainCharacters.Set, TextEncoding.Json), 0, length);
        Mask = new TokenMask(tokenCount);
        all.Mark(content, pool.Nothing, Mask);
        Others = new TokenTrie(tokens.Where(token => !Mask.Contains(token.Id)));

        Expression anything = pool.Repeat(pool.Bytes(ByteSet.All), 0, int.MaxValue);
        Expression leaving = pool.Concatenate(new JsonParts(pool).AnyString, anything);
        TokenMask alive = new(tokenCount);
        all.Mark(leaving.Derive((byte)'"'), pool.Nothing, alive);
        Leaving = new TokenTrie(tokens.Where(token => !Mask.Contains(token.Id) && alive.Contains(token.Id)));
    }

    /// <summary>The tokens that stay within the string.</summary>
    public TokenMask Mask { get; }

    /// <summary>All other tokens.</summary>
    public TokenTrie Others { get; }

    /// <summary>The other tokens without those that no string has, such as control characters.</summary>
    public TokenTrie Leaving { get; }

    /// <summary>Creates the slices in the order in which they are preferred.</summary>
    public static TokenSlice[] All((int Id, byte[] Bytes)[] tokens, TokenTrie all, int tokenCount) =>
        [.. Lengths.SelectMany(length => (TokenSlice[])[new(length, true, tokens, all, tokenCount), new(length, false, tokens, all, tokenCount)])];

    /// <summary>Returns whether a state allows all tokens of the mask.</summary>
    public bool IsIn(StringRun run) => run.Room >= _length && (run.HasAll || !_hasAll);
}
