using System.Text;
using Microsoft.ML.Tokenizers;
using QwenWebChat.Inference.Checkpoints;

namespace QwenWebChat.Inference.Tokenization;

/// <summary>
/// Merges a word's bytes into tokens with Microsoft.ML.Tokenizers. The time of a merge is quadratic in the word's
/// length, so long words (a hash, a base64 line, text without spaces) are split into pieces at exact cuts. Thread-safe.
/// </summary>
/// <remarks>
/// Cuts can be exact because merging always takes the lowest-ranked pair, so what happens between two places that no
/// merge crosses does not depend on the rest. If the tokens left and right of a cut are the same when they are merged
/// together, no merge crosses that cut in the whole word either.
/// </remarks>
internal sealed class BytePairEncoder
{
    private const int MaxWordChars = 512;

    private readonly BpeTokenizer _merger;
    private readonly TokenByteTable _tokens;

    public BytePairEncoder(TokenizerContents contents, TokenByteTable tokens)
    {
        _merger = BpeTokenizer.Create(new BpeOptions(contents.Vocabulary) { Merges = contents.Merges, ByteLevel = true });
        _tokens = tokens;
    }

    /// <summary>Appends the ids of a word, which must not contain half a surrogate pair.</summary>
    public void Encode(ReadOnlySpan<char> word, List<int> ids)
    {
        if (word.Length <= MaxWordChars)
        {
            ids.AddRange(EncodeWhole(word));
            return;
        }

        EncodeInPieces(word, MaxWordChars, ids);
    }

    /// <summary>Appends the ids of any word, with a given piece length.</summary>
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
                // There is no exact cut within this piece, and the cuts that its first tokens confirmed are no longer
                // valid: start again.
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

    /// <summary>Finds the last exact cut of a piece; the tokens that confirmed the previous cut stay unchanged.</summary>
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

    /// <summary>Returns the positions at which a token and a character end together; a token may also end within a character.</summary>
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
