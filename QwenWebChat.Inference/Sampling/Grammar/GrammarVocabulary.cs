using System.Buffers;
using System.Text;
using QwenWebChat.Inference.Tokenization;

namespace QwenWebChat.Inference.Sampling.Grammar;

/// <summary>
/// The tokens of a tokenizer as grammars need them. Most consist of plain characters alone, which a state within a free JSON
/// string allows together; only the others are tried one by one.
/// </summary>
internal sealed class GrammarVocabulary
{
    // A string with a maximum length allows the tokens of at most so many plain characters, as long as it has room for them.
    private const int ShortLength = 12;

    private readonly TokenTrie _all;
    private readonly Slice _plain;
    private readonly Slice _short;
    private readonly byte[][] _tokens;

    /// <param name="endTokenIds">The tokens that end an answer; they are never text.</param>
    public GrammarVocabulary(QwenTokenizer tokenizer, IReadOnlyCollection<int> endTokenIds)
    {
        ArgumentNullException.ThrowIfNull(tokenizer);
        Tokenizer = tokenizer;
        TokenCount = Math.Max(tokenizer.MaxTokenId, endTokenIds.DefaultIfEmpty().Max()) + 1;
        EndTokenIds = endTokenIds;
        _tokens = [.. Enumerable.Range(0, TokenCount).Select(id => endTokenIds.Contains(id) ? [] : tokenizer.GetBytes(id).ToArray())];
        int[] ids = [.. Enumerable.Range(0, TokenCount).Where(id => _tokens[id].Length is > 0 and < 256)];
        _all = new TokenTrie(ids.Select(id => (id, _tokens[id])));
        _plain = NewSlice(ids, int.MaxValue);
        _short = NewSlice(ids, ShortLength);
    }

    public QwenTokenizer Tokenizer { get; }

    public int TokenCount { get; }

    /// <summary>The tokens that end an answer.</summary>
    public IReadOnlyCollection<int> EndTokenIds { get; }

    public ReadOnlySpan<byte> BytesOf(int id) => (uint)id < (uint)_tokens.Length ? _tokens[id] : [];

    /// <summary>Computes the mask of the tokens that an expression allows, ends included.</summary>
    public TokenMask MaskOf(Expression state, Expression nothing)
    {
        TokenMask mask = new(TokenCount);
        int room = PlainRoom(state);
        Slice? slice = room == int.MaxValue ? _plain : room >= ShortLength ? _short : null;
        if (slice is not null)
        {
            mask.Add(slice.Mask);
        }

        (slice?.Others ?? _all).Mark(state, nothing, mask);
        if (state.IsNullable)
        {
            foreach (int id in EndTokenIds)
            {
                mask.Add(id);
            }
        }

        return mask;
    }

    /// <summary>Returns how many plain characters, whichever they are, a state allows.</summary>
    private static int PlainRoom(Expression state) => state switch
    {
        Repetition { Item: CharacterExpression { HasPlainCharacters: true } } run => run.Max,
        Concatenation concatenation => PlainRoom(concatenation.Head),
        Alternation alternation => alternation.Members.Max(PlainRoom),
        Intersection intersection => intersection.Members.Min(PlainRoom),
        _ => 0,
    };

    private Slice NewSlice(int[] ids, int maxLength)
    {
        TokenMask mask = new(TokenCount);
        foreach (int id in ids.Where(id => PlainLength(_tokens[id]) <= maxLength))
        {
            mask.Add(id);
        }

        return new Slice(mask, new TokenTrie(ids.Where(id => !mask.Contains(id)).Select(id => (id, _tokens[id]))));
    }

    // The number of characters of a token of plain characters; else null.
    private static int? PlainLength(ReadOnlySpan<byte> token)
    {
        int length = 0;
        for (; token.Length > 0; length++)
        {
            if (Rune.DecodeFromUtf8(token, out Rune character, out int consumed) != OperationStatus.Done || !PlainCharacters.Has(character.Value))
            {
                return null;
            }

            token = token[consumed..];
        }

        return length;
    }

    private sealed record Slice(TokenMask Mask, TokenTrie Others);
}
