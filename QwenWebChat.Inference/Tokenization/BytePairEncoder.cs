using System.Text;
using Microsoft.ML.Tokenizers;

namespace QwenWebChat.Inference.Tokenization;

/// <summary>
/// Merges a word's bytes into tokens. The merging is Microsoft.ML.Tokenizers'; its time grows with the square of a
/// word's length, so long words (a hash, a base64 line, text without spaces) are cut into exact pieces. Thread-safe.
/// </summary>
/// <remarks>
/// Why cutting can be exact: merging always takes the lowest-ranked pair there is, so what happens between two places
/// that no merge crosses does not depend on what is outside. Where the tokens left and right of a cut come out the
/// same when they are merged together, no merge crosses that cut in the whole word either.
/// </remarks>
internal sealed class BytePairEncoder
{
    private const int LongestWordChars = 512;

    private readonly BpeTokenizer _merger;
    private readonly TokenByteTable _tokens;

    public BytePairEncoder(TokenizerContents contents, TokenByteTable tokens)
    {
        _merger = BpeTokenizer.Create(new BpeOptions(contents.Vocabulary) { Merges = contents.Merges, ByteLevel = true });
        _tokens = tokens;
    }

    /// <summary>Appends the ids of a word, which holds no half surrogate pair.</summary>
    public void Encode(ReadOnlySpan<char> word, List<int> ids)
    {
        if (word.Length <= LongestWordChars)
        {
            ids.AddRange(EncodeWhole(word));
            return;
        }

        EncodeInPieces(word, LongestWordChars, ids);
    }

    /// <summary>The same for any word, with another length of the pieces.</summary>
    internal void EncodeInPieces(ReadOnlySpan<char> word, int pieceChars, List<int> ids)
    {
        int idCount = ids.Count;
        ReadOnlySpan<char> rest = word;
        Piece piece = EncodeStart(rest, pieceChars);
        int settled = 0;
        while (piece.Chars < rest.Length)
        {
            if (TryCut(rest, piece, settled, pieceChars) is not { } cut)
            {
                // No exact cut within this piece. What was judged by its first tokens falls with it: start anew.
                ids.RemoveRange(idCount, ids.Count - idCount);
                EncodeInPieces(word, pieceChars * 2, ids);
                return;
            }

            ids.AddRange(piece.Ids.Take(cut.Border.Tokens));
            rest = rest[cut.Border.Chars..];
            piece = cut.Next;
            settled = cut.NextSettled;
        }

        ids.AddRange(piece.Ids);
    }

    internal IReadOnlyList<int> EncodeWhole(ReadOnlySpan<char> word) =>
        _merger.EncodeToIds(word, considerPreTokenization: false, considerNormalization: false);

    /// <summary>The last exact cut of a piece; the tokens that the cut before it was judged by stay as they are.</summary>
    private Cut? TryCut(ReadOnlySpan<char> word, Piece piece, int settled, int pieceChars)
    {
        for (int i = piece.Borders.Count - 2; i > 0 && piece.Borders[i].Tokens >= settled; i--)
        {
            Border border = piece.Borders[i];
            Border before = piece.Borders[i - 1];
            Piece next = EncodeStart(word[border.Chars..], pieceChars);
            Border after = next.Borders[1];
            IReadOnlyList<int> together = EncodeWhole(word[before.Chars..(border.Chars + after.Chars)]);
            IEnumerable<int> apart = piece.Ids.Take(border.Tokens).Skip(before.Tokens).Concat(next.Ids.Take(after.Tokens));
            if (together.SequenceEqual(apart))
            {
                return new Cut(border, next, after.Tokens);
            }
        }

        return null;
    }

    private Piece EncodeStart(ReadOnlySpan<char> word, int chars)
    {
        int length = Math.Min(chars, word.Length);
        if (char.IsHighSurrogate(word[length - 1]))
        {
            length++;
        }

        ReadOnlySpan<char> start = word[..length];
        IReadOnlyList<int> ids = EncodeWhole(start);
        return new Piece(length, ids, BordersOf(start, ids));
    }

    /// <summary>Where tokens end together with a character; a token may also end within one.</summary>
    private List<Border> BordersOf(ReadOnlySpan<char> text, IReadOnlyList<int> ids)
    {
        List<Border> borders = [new(0, 0)];
        int chars = 0;
        int charBytes = 0;
        int tokenBytes = 0;
        for (int i = 0; i < ids.Count; i++)
        {
            tokenBytes += _tokens[ids[i]].Length;
            while (charBytes < tokenBytes)
            {
                Rune.DecodeFromUtf16(text[chars..], out Rune rune, out int used);
                chars += used;
                charBytes += rune.Utf8SequenceLength;
            }

            if (charBytes == tokenBytes)
            {
                borders.Add(new Border(i + 1, chars));
            }
        }

        return borders;
    }

    private readonly record struct Border(int Tokens, int Chars);

    private sealed record Piece(int Chars, IReadOnlyList<int> Ids, List<Border> Borders);

    private sealed record Cut(Border Border, Piece Next, int NextSettled);
}
