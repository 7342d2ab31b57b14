using System.Runtime.CompilerServices;
using QwenWebChat.Documents.Extraction;

namespace QwenWebChat.Documents.Citations;

/// <summary>
/// Finds quotations in the text of one document: first exact, then normalised (<see cref="NormalisedText"/>), then with a few
/// differing letters. No quotation makes it throw. Thread-safe.
/// </summary>
public sealed class QuoteFinder
{
    private const int MinLength = 2;
    private const int MaxStarts = 64;

    // The maximum distance between two pieces of a quotation with an ellipsis.
    private const int MaxGap = 600;
    private const int MaxNumberLength = 40;

    private static readonly ConditionalWeakTable<DocumentText, QuoteFinder> Finders = [];

    private readonly DocumentText _document;
    private readonly NormalisedText _text;
    private readonly CloseQuotes _close;

    /// <summary>Prepares a document's text for searches, once for all of them.</summary>
    public QuoteFinder(DocumentText document)
    {
        _document = document;
        _text = new NormalisedText(document.Text);
        _close = new CloseQuotes(_text);
    }

    /// <summary>Returns the finder of a document's text. It is created on first use and lives as long as the text.</summary>
    public static QuoteFinder For(DocumentText document) => Finders.GetValue(document, static text => new QuoteFinder(text));

    /// <summary>Finds the range of the text that agrees best with a quotation.</summary>
    /// <param name="near">The range of the text that is searched first: start and length.</param>
    public Citation Find(string quote, (int Start, int Length)? near = null)
    {
        if (FindPlace(quote, near) is not { } place)
        {
            return new Citation(quote, CitationKind.NotFound);
        }

        return new Citation(quote, place.Kind)
        {
            Start = place.Start,
            Length = place.End - place.Start,
            Page = _document.PageAt(place.Start)?.Number,
            Words = _document.Text[place.Start..place.End],
        };
    }

    private Place? FindPlace(string quote, (int Start, int Length)? near)
    {
        string trimmed = quote.Trim();
        string needle = Normalise(trimmed);
        if (needle.Length < MinLength)
        {
            return null;
        }

        (int start, int length) = Within(near ?? default);
        string[] pieces = [.. QuotePieces.Split(trimmed).Select(Normalise).Where(piece => piece.Length > 0)];
        Place? first = length > 0 ? FindIn(trimmed, needle, pieces, start, length) : null;
        if (first is null or { Kind: CitationKind.Close })
        {
            Place? any = FindIn(trimmed, needle, pieces, 0, _document.Text.Length);
            first = any is null or { Kind: CitationKind.Close } ? first ?? any : any;
        }

        return first ?? FindClose(needle, start, length);
    }

    private (int Start, int Length) Within((int Start, int Length) stretch)
    {
        int start = Math.Clamp(stretch.Start, 0, _document.Text.Length);
        return (start, Math.Clamp(stretch.Length, 0, _document.Text.Length - start));
    }

    // Punctuation at the ends often belongs to the answer.
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

    private Place? FindIn(string quote, string needle, string[] pieces, int start, int length)
    {
        Place? exact = FirstWhole(_document.Text.AsSpan(start, length), quote, at => new Place(start + at, start + at + quote.Length, CitationKind.Exact));
        if (exact is { Kind: CitationKind.Exact })
        {
            return exact;
        }

        (int from, int to) = (_text.IndexOf(start), _text.IndexOf(start + length));
        return FirstWhole(_text.Characters[from..to], needle, at => SourceMatch(from + at, needle.Length, CitationKind.Normalised))
            ?? (pieces.Length > 1 ? FindPieces(pieces, from, to) : null);
    }

    // "5 %" is not what "12.5 %" says: without a better match, it is close at best.
    private Place? FirstWhole(ReadOnlySpan<char> text, string words, Func<int, Place> matchAt)
    {
        Place? first = null;
        int from = 0;
        for (int tries = 0; tries < MaxStarts && text[from..].IndexOf(words, StringComparison.Ordinal) is >= 0 and int next; tries++)
        {
            Place match = matchAt(from + next);
            if (!CutsNumber(match))
            {
                return match;
            }

            first ??= WithWholeNumbers(match);
            from += next + 1;
        }

        return first;
    }

    private bool CutsNumber(Place match) => CutBefore(_document.Text, match.Start) + CutAfter(_document.Text, match.End) > 0;

    private Place WithWholeNumbers(Place match)
    {
        (int start, int end) = (match.Start, match.End);
        while (match.Start - start < MaxNumberLength && CutBefore(_document.Text, start) is > 0 and int cut)
        {
            start -= cut;
        }

        while (end - match.End < MaxNumberLength && CutAfter(_document.Text, end) is > 0 and int cut)
        {
            end += cut;
        }

        return new Place(start, end, CitationKind.Close);
    }

    // Returns the number of digits before a position that belong to the same number.
    private static int CutBefore(ReadOnlySpan<char> text, int start) =>
        start == 0 || start == text.Length || !char.IsAsciiDigit(text[start]) ? 0
        : char.IsAsciiDigit(text[start - 1]) ? 1
        : text[start - 1] is '.' or ',' && start > 1 && char.IsAsciiDigit(text[start - 2]) ? 2
        : text[start - 1] is '-' or '−' or '–' && (start == 1 || char.IsWhiteSpace(text[start - 2])) ? 1
        : 0;

    private static int CutAfter(ReadOnlySpan<char> text, int end) =>
        end == text.Length || !char.IsAsciiDigit(text[end - 1]) ? 0
        : char.IsAsciiDigit(text[end]) ? 1
        : text[end] is '.' or ',' && end + 1 < text.Length && char.IsAsciiDigit(text[end + 1]) ? 2
        : 0;

    private Place? FindPieces(string[] pieces, int from, int to)
    {
        Place? first = null;
        ReadOnlySpan<char> text = _text.Characters[..to];
        for (int tries = 0; tries < MaxStarts && from < to && text[from..].IndexOf(pieces[0], StringComparison.Ordinal) is >= 0 and int next; tries++)
        {
            if (FindRest(text, from + next, pieces) is { } found)
            {
                if (found.Kind == CitationKind.Normalised)
                {
                    return found;
                }

                first ??= WithWholeNumbers(found);
            }

            from += next + 1;
        }

        return first;
    }

    private Place? FindRest(ReadOnlySpan<char> text, int start, string[] pieces)
    {
        CitationKind kind = CitationKind.Normalised;
        int end = start;
        foreach (string piece in pieces)
        {
            int next = text.Slice(end, Math.Min(text.Length - end, MaxGap + piece.Length)).IndexOf(piece, StringComparison.Ordinal);
            if (next < 0)
            {
                return null;
            }

            kind = CutsNumber(SourceMatch(end + next, piece.Length, kind)) ? CitationKind.Close : kind;
            end += next + piece.Length;
        }

        return SourceMatch(start, end - start, kind);
    }

    private Place? FindClose(string needle, int start, int length) =>
        (length > 0 ? _close.Find(needle, _text.IndexOf(start), _text.IndexOf(start + length)) : null)
            is { } near ? SourceMatch(near.Start, near.Length, CitationKind.Close)
        : _close.Find(needle, 0, _text.Characters.Length) is { } found ? SourceMatch(found.Start, found.Length, CitationKind.Close)
        : null;

    private Place SourceMatch(int start, int length, CitationKind kind)
    {
        (int sourceStart, int sourceEnd) = _text.SourceOf(start, length);
        return new Place(sourceStart, sourceEnd, kind);
    }

    private readonly record struct Place(int Start, int End, CitationKind Kind);
}
