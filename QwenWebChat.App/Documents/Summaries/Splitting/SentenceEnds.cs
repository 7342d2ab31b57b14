using System.Collections.Frozen;

namespace QwenWebChat.App.Documents.Summaries.Splitting;

/// <summary>Finds places to split a text: after sentences, or within a sentence that is too long.</summary>
internal static class SentenceEnds
{
    private const string WideEnds = "。！？｡";
    private const string Closers = "\"'”’»)]）】」』》";
    private const string ClauseEnds = ",;:，；：、—\n";

    // Abbreviations after which a full stop seldom ends a sentence. Names of months and units that also end sentences are not included.
    private static readonly FrozenSet<string> Abbreviations = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase,
        "mr", "mrs", "ms", "dr", "prof", "st", "no", "nos", "vs", "cf", "e.g", "i.e", "fig", "figs", "eq", "sec", "ch", "art", "vol", "pp", "approx", "al", "ca",
        "bzw", "z.b", "d.h", "nr", "s", "p", "art", "sen", "gen", "rep", "gov", "col");

    /// <summary>Returns the ends of sentences in order, except for the end of the text. White space belongs to the next sentence.</summary>
    /// <param name="areLines">True if a line end ends a sentence, as in code and rows.</param>
    public static List<int> Find(ReadOnlySpan<char> text, bool areLines = false)
    {
        List<int> ends = [];
        for (int at = 0; at < text.Length; at++)
        {
            int end = EndAt(text, at, areLines);
            if (end > at && end < text.Length)
            {
                ends.Add(end);
                at = end - 1;
            }
        }

        return ends;
    }

    /// <summary>Returns the best place near the middle of a sentence: after a clause, else after a word, else after a character.</summary>
    /// <returns>The place; 0 if the text cannot be split.</returns>
    public static int NearestCut(ReadOnlySpan<char> text)
    {
        int middle = text.Length / 2;
        int clause = Nearest(text, middle, static (text, at) => ClauseEnds.Contains(text[at - 1]));
        int cut = clause > 0 ? clause : Nearest(text, middle, static (text, at) => char.IsWhiteSpace(text[at]) && !char.IsWhiteSpace(text[at - 1]));
        cut = cut > 0 ? cut : middle;
        return cut - (cut > 0 && cut < text.Length && char.IsLowSurrogate(text[cut]) && char.IsHighSurrogate(text[cut - 1]) ? 1 : 0);
    }

    private static int EndAt(ReadOnlySpan<char> text, int at, bool areLines)
    {
        char mark = text[at];
        if (WideEnds.Contains(mark))
        {
            return PastClosers(text, at + 1);
        }

        if (areLines && mark == '\n')
        {
            return at;
        }

        if (mark is not ('.' or '!' or '?' or '…'))
        {
            return -1;
        }

        int end = PastClosers(text, at + 1);
        return IsBreak(text, end) && !(mark == '.' && (IsAbbreviation(text, at) || IsFollowedByLower(text, end))) ? end : -1;
    }

    private static bool IsBreak(ReadOnlySpan<char> text, int end) => end >= text.Length || char.IsWhiteSpace(text[end]);

    // Repeated marks, and the closing quotation marks and brackets after them, belong to the sentence.
    private static int PastClosers(ReadOnlySpan<char> text, int from)
    {
        while (from < text.Length && (Closers.Contains(text[from]) || WideEnds.Contains(text[from]) || text[from] is '.' or '!' or '?'))
        {
            from++;
        }

        return from;
    }

    private static bool IsAbbreviation(ReadOnlySpan<char> text, int dot)
    {
        int start = dot;
        while (start > 0 && (char.IsLetter(text[start - 1]) || text[start - 1] == '.') && dot - start < 8)
        {
            start--;
        }

        ReadOnlySpan<char> word = text[start..dot];
        bool isInitial = word.Length == 1 && char.IsUpper(word[0]) && word[0] < 128;
        return isInitial || Abbreviations.GetAlternateLookup<ReadOnlySpan<char>>().Contains(word);
    }

    private static bool IsFollowedByLower(ReadOnlySpan<char> text, int end)
    {
        ReadOnlySpan<char> rest = text[end..].TrimStart();
        return rest.Length > 0 && char.IsLower(rest[0]);
    }

    private static int Nearest(ReadOnlySpan<char> text, int middle, Func<ReadOnlySpan<char>, int, bool> isCut)
    {
        // Within the middle half: nearly empty pieces would not shorten the text quickly.
        int reach = Math.Max(1, text.Length / 4);
        for (int distance = 0; distance <= reach; distance++)
        {
            if (middle - distance > 0 && isCut(text, middle - distance))
            {
                return middle - distance;
            }

            if (middle + distance < text.Length && middle + distance > 0 && isCut(text, middle + distance))
            {
                return middle + distance;
            }
        }

        return 0;
    }
}
