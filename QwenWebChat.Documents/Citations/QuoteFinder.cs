using System.Runtime.CompilerServices;
using QwenWebChat.Documents.Extraction;

namespace QwenWebChat.Documents.Citations;

/// <summary>
/// Finds quotations in one document's text: to the letter, else normalised (<see cref="NormalisedText"/>), else but for a
/// few letters. Nothing that a model writes makes it throw. Any thread may call it.
/// </summary>
public sealed class QuoteFinder
{
    private const int Shortest = 2;
    private const int MostStarts = 64;

    // Between two pieces of a quotation with an ellipsis.
    private const int LongestGap = 600;

    private static readonly ConditionalWeakTable<DocumentText, QuoteFinder> Finders = [];

    private readonly DocumentText _document;
    private readonly NormalisedText _text;
    private readonly CloseQuotes _close;

    public QuoteFinder(DocumentText document)
    {
        _document = document;
        _text = new NormalisedText(document.Text);
        _close = new CloseQuotes(_text);
    }

    /// <summary>The finder of a document's text, made when it is first asked for and kept for as long as the text.</summary>
    public static QuoteFinder For(DocumentText document) => Finders.GetValue(document, static text => new QuoteFinder(text));

    /// <param name="near">The stretch of the text where it is looked for first: start and length.</param>
    /// <returns>Null where it is not there.</returns>
    public QuoteMatch? Find(string quote, (int Start, int Length)? near = null)
    {
        string trimmed = quote.Trim();
        string needle = Normalise(trimmed);
        if (needle.Length < Shortest)
        {
            return null;
        }

        (int start, int length) = Within(near ?? default);
        string[] pieces = [.. QuotePieces.Split(trimmed).Select(Normalise).Where(piece => piece.Length > 0)];
        return (length > 0 ? FindIn(trimmed, needle, pieces, start, length) : null)
            ?? FindIn(trimmed, needle, pieces, 0, _document.Text.Length)
            ?? FindClose(needle, start, length);
    }

    private (int Start, int Length) Within((int Start, int Length) stretch)
    {
        int start = Math.Clamp(stretch.Start, 0, _document.Text.Length);
        return (start, Math.Clamp(stretch.Length, 0, _document.Text.Length - start));
    }

    // Punctuation at the ends is often the answer's own.
    private static string Normalise(string quote)
    {
        ReadOnlySpan<char> characters = new NormalisedText(quote).Characters;
        int start = 0;
        while (start < characters.Length && IsEdge(characters[start]))
        {
            start++;
        }

        int end = characters.Length;
        while (end > start && IsEdge(characters[end - 1]))
        {
            end--;
        }

        return characters[start..end].ToString();
    }

    private static bool IsEdge(char character) => character is '.' or ',' or ';' or ':' or '!' or '?' or '-' or '。' or '、' or '，' or '；' or '：' or '！' or '？' or '·';

    private QuoteMatch? FindIn(string quote, string needle, string[] pieces, int start, int length)
    {
        QuoteMatch? exact = FirstWhole(_document.Text.AsSpan(start, length), quote, at => Match(start + at, start + at + quote.Length, QuoteMatchKind.Exact));
        if (exact is { Kind: QuoteMatchKind.Exact })
        {
            return exact;
        }

        (int from, int to) = (_text.IndexOf(start), _text.IndexOf(start + length));
        return FirstWhole(_text.Characters[from..to], needle, at => SourceMatch(from + at, needle.Length, QuoteMatchKind.Normalised))
            ?? (pieces.Length > 1 ? FindPieces(pieces, from, to) : null);
    }

    // "5 %" is not what "12.5 %" says: where nothing else is found, that is close at best.
    private QuoteMatch? FirstWhole(ReadOnlySpan<char> text, string words, Func<int, QuoteMatch> matchAt)
    {
        QuoteMatch? first = null;
        int from = 0;
        for (int tries = 0; tries < MostStarts && text[from..].IndexOf(words, StringComparison.Ordinal) is >= 0 and int next; tries++)
        {
            QuoteMatch match = matchAt(from + next);
            if (!CutsNumber(match.Start, match.End))
            {
                return match;
            }

            first ??= match with { Kind = QuoteMatchKind.Close };
            from += next + 1;
        }

        return first;
    }

    private bool CutsNumber(int start, int end)
    {
        ReadOnlySpan<char> text = _document.Text;
        return (char.IsAsciiDigit(text[start]) && start > 0 && (char.IsAsciiDigit(text[start - 1])
                || (text[start - 1] is '.' or ',' && start > 1 && char.IsAsciiDigit(text[start - 2]))
                || (text[start - 1] is '-' or '−' or '–' && (start == 1 || char.IsWhiteSpace(text[start - 2])))))
            || (char.IsAsciiDigit(text[end - 1]) && end < text.Length && (char.IsAsciiDigit(text[end])
                || (text[end] is '.' or ',' && end + 1 < text.Length && char.IsAsciiDigit(text[end + 1]))));
    }

    private QuoteMatch? FindPieces(string[] pieces, int from, int to)
    {
        ReadOnlySpan<char> text = _text.Characters[..to];
        for (int tries = 0; tries < MostStarts && from < to; tries++)
        {
            int first = text[from..].IndexOf(pieces[0], StringComparison.Ordinal);
            if (first < 0)
            {
                return null;
            }

            if (EndOfRest(text, from + first + pieces[0].Length, pieces) is { } end)
            {
                return SourceMatch(from + first, end - from - first, QuoteMatchKind.Normalised);
            }

            from += first + 1;
        }

        return null;
    }

    private static int? EndOfRest(ReadOnlySpan<char> text, int end, string[] pieces)
    {
        foreach (string piece in pieces.AsSpan(1))
        {
            int next = text.Slice(end, Math.Min(text.Length - end, LongestGap + piece.Length)).IndexOf(piece, StringComparison.Ordinal);
            if (next < 0)
            {
                return null;
            }

            end += next + piece.Length;
        }

        return end;
    }

    private QuoteMatch? FindClose(string needle, int start, int length) =>
        (length > 0 ? _close.Find(needle, _text.IndexOf(start), _text.IndexOf(start + length)) : null)
            is { } near ? SourceMatch(near.Start, near.Length, QuoteMatchKind.Close)
        : _close.Find(needle, 0, _text.Characters.Length) is { } found ? SourceMatch(found.Start, found.Length, QuoteMatchKind.Close)
        : null;

    private QuoteMatch SourceMatch(int start, int length, QuoteMatchKind kind)
    {
        (int sourceStart, int sourceEnd) = _text.SourceOf(start, length);
        return Match(sourceStart, sourceEnd, kind);
    }

    private QuoteMatch Match(int start, int end, QuoteMatchKind kind) => new(start, end - start, kind, _document.PageAt(start)?.Number);
}
