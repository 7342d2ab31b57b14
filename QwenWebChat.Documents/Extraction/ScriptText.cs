using System.Text.RegularExpressions;

namespace QwenWebChat.Documents.Extraction;

/// <summary>Writes superscript, subscript and struck text on one line: <c>10^6</c>, <c>x^(n+1)</c>, <c>CO_2</c>, <c>~~900~~</c>.</summary>
internal static partial class ScriptText
{
    /// <summary>Returns the text of a superscript or subscript, marked if it belongs to the text before it.</summary>
    /// <param name="before">The character before it; a blank at the start of a line.</param>
    /// <param name="isLink">True for a reference to a note, which must not run into a number.</param>
    public static string Marked(string text, char before, bool isRaised, bool isLink)
    {
        string trimmed = text.Trim();
        if (isLink)
        {
            return NoteNumber().IsMatch(trimmed) ? $"[{trimmed}]" : text;
        }

        bool isBase = char.IsLetterOrDigit(before) || before is ')' or ']';
        return !isBase || !trimmed.Any(char.IsLetterOrDigit) || TradeMark().IsMatch(trimmed) || (char.IsDigit(before) && Ordinal().IsMatch(trimmed))
            ? text
            : (isRaised ? "^" : "_") + Grouped(trimmed);
    }

    /// <summary>Returns the text, in parentheses if it is more than one number or name.</summary>
    public static string Grouped(string text) => SingleTerm().IsMatch(text) || IsEnclosed(text) ? text : $"({text})";

    /// <summary>Returns struck text between its markers; blanks at the ends stay outside.</summary>
    public static string Struck(string text)
    {
        string trimmed = text.Trim();
        return trimmed.Length == 0 ? text : text.Replace(trimmed, $"~~{trimmed}~~", StringComparison.Ordinal);
    }

    // True if the first parenthesis is closed by the last one.
    private static bool IsEnclosed(string text)
    {
        if (text is not ['(', .., ')'])
        {
            return false;
        }

        int depth = 0;
        for (int index = 0; index < text.Length - 1; index++)
        {
            depth += text[index] switch { '(' => 1, ')' => -1, _ => 0 };
            if (depth == 0)
            {
                return false;
            }
        }

        return true;
    }

    [GeneratedRegex(@"\A[+\-\u2212\u00B1]?(\d[\d.,]*|\p{L}\p{M}*|\p{L}[\p{L}\p{M}]*|\p{S})\z", RegexOptions.NonBacktracking)]
    private static partial Regex SingleTerm();

    [GeneratedRegex(@"\A(\d{1,4}|\p{L}|[*\u2020\u2021\u00A7\u00B6]{1,3})\z", RegexOptions.NonBacktracking)]
    private static partial Regex NoteNumber();

    [GeneratedRegex(@"\A(st|nd|rd|th)\z", RegexOptions.NonBacktracking | RegexOptions.IgnoreCase)]
    private static partial Regex Ordinal();

    [GeneratedRegex(@"\A(TM|SM)\z", RegexOptions.NonBacktracking)]
    private static partial Regex TradeMark();
}
