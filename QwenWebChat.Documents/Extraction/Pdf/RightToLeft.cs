using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace QwenWebChat.Documents.Extraction.Pdf;

/// <summary>
/// Converts Hebrew and Arabic from visual to reading order. It reverses the bidirectional algorithm of Unicode (UAX 9) as far
/// as a single line allows, because a line does not show where a
/// phrase of another script begins.
/// </summary>
internal static partial class RightToLeft
{
    // Hebrew to Arabic Extended-A, and the presentation forms.
    private const string Rtl = @"\u0590-\u065F\u066A-\u06EF\u06FA-\u08FF\uFB1D-\uFDFF\uFE70-\uFEFC";
    private const string Ltr = $@"[\p{{L}}-[{Rtl}]]";
    private const string Brackets = "()[]{}<>«»";
    private const string Number = @"[+\-$€₪]?\p{Nd}+([.,:/]\p{Nd}+)*[%‰$€₪°]?";

    public static bool IsLetter(char character) =>
        character is (>= '\u05D0' and <= '\u08FF') or (>= '\uFB1D' and <= '\uFDFF') or (>= '\uFE70' and <= '\uFEFC')
        && char.IsLetter(character);

    /// <summary>Returns true if most letters of a line run from right to left.</summary>
    public static bool IsMostly(string text)
    {
        int balance = 0;
        foreach (char character in text)
        {
            balance += IsLetter(character) ? 1 : char.IsLetter(character) ? -1 : 0;
        }

        return balance > 0;
    }

    /// <summary>Returns a line in reading order, from a line in visual order.</summary>
    public static string Logical(string visual) =>
        !visual.Any(IsLetter) ? visual
        : IsMostly(visual) ? Turned(visual)
        : Stretches().Replace(visual, match => Turned(match.Value));

    /// <summary>Returns the text reversed; marks stay after their letter.</summary>
    public static string Reversed(string text)
    {
        int[] starts = StringInfo.ParseCombiningCharacters(text);
        StringBuilder reversed = new(text.Length);
        for (int index = starts.Length - 1; index >= 0; index--)
        {
            int end = index + 1 < starts.Length ? starts[index + 1] : text.Length;
            reversed.Append(text, starts[index], end - starts[index]);
        }

        return reversed.ToString();
    }

    // Words of other scripts and numbers run from left to right within it.
    private static string Turned(string visual)
    {
        StringBuilder logical = new(visual.Length);
        bool? mirrors = null;
        int end = visual.Length;
        foreach (Match match in Islands().Matches(visual).Reverse())
        {
            AppendReversed(visual[(match.Index + match.Length)..end], logical, ref mirrors);
            logical.Append(match.Value);
            end = match.Index;
        }

        AppendReversed(visual[..end], logical, ref mirrors);
        return logical.ToString();
    }

    // Some programs write brackets as they are drawn, others as they are meant; the first one opens.
    private static void AppendReversed(string visual, StringBuilder logical, ref bool? mirrors)
    {
        foreach (char character in Reversed(visual))
        {
            int bracket = Brackets.IndexOf(character, StringComparison.Ordinal);
            mirrors = bracket < 0 ? mirrors : mirrors ?? bracket % 2 == 1;
            logical.Append(bracket >= 0 && mirrors == true ? Brackets[bracket ^ 1] : character);
        }
    }

    [GeneratedRegex($@"{Ltr}([^\p{{L}}\p{{Nd}}]*({Ltr}|{Number}))*|{Number}")]
    private static partial Regex Islands();

    [GeneratedRegex($@"[{Rtl}]([^\p{{L}}]*[{Rtl}])*")]
    private static partial Regex Stretches();
}
