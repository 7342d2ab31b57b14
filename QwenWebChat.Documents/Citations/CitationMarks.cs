using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace QwenWebChat.Documents.Citations;

/// <summary>Reads and writes the references <c>[n]</c> to citations. Models also write them as <c>[3, 5]</c>, <c>[3-5]</c> and <c>【3】</c>.</summary>
public static partial class CitationMarks
{
    private const int MaxRangeLength = 50;

    /// <summary>Returns the reference to one citation.</summary>
    public static string Of(int number) => string.Create(CultureInfo.InvariantCulture, $"[{number}]");

    /// <summary>Finds the references that <see cref="Of"/> writes; the first group is the number.</summary>
    [GeneratedRegex(@"\[([0-9]{1,6})\]", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    public static partial Regex Written();

    /// <summary>Escapes bracketed numbers that would look like references in Markdown. Text with code is left unchanged, because code has no escapes.</summary>
    public static string Escape(string text) => text.Contains('`', StringComparison.Ordinal) ? text : Written().Replace(text, @"\[$1\]");

    /// <summary>Adds a number to the number of every reference.</summary>
    public static string Shift(string text, int by) => Rewrite(text, number => number + by);

    /// <summary>Removes all references. In a document's own text they are bracketed numbers without a citation.</summary>
    public static string Remove(string text) => Rewrite(text, static _ => null);

    /// <summary>Removes references without a citation, and writes the others one by one.</summary>
    public static string KeepKnown(string text, IReadOnlySet<int> known) => Rewrite(text, number => known.Contains(number) ? number : null);

    /// <summary>Numbers the known references from 1 in the order in which they appear, and removes the others.</summary>
    /// <param name="used">The previous numbers in that order.</param>
    public static string Renumber(string text, IReadOnlySet<int> known, out IReadOnlyList<int> used)
    {
        List<int> order = [];
        string renumbered = Rewrite(text, number => known.Contains(number) ? PlaceOf(number) + 1 : null);
        used = order;
        return renumbered;

        int PlaceOf(int number)
        {
            int place = order.IndexOf(number);
            if (place < 0)
            {
                place = order.Count;
                order.Add(number);
            }

            return place;
        }
    }

    /// <summary>Removes an unclosed reference from the end of a text that is being written.</summary>
    public static string Settled(string text) => OpenMark().Replace(text, "");

    private static string Rewrite(string text, Func<int, int?> map) => Mark().Replace(text, match =>
    {
        StringBuilder marks = new();
        HashSet<int> seen = [];
        foreach (int number in NumbersOf(match.Groups[2].ValueSpan))
        {
            if (map(number) is { } mapped && seen.Add(mapped))
            {
                marks.Append(Of(mapped));
            }
        }

        return marks.Length > 0 ? match.Groups[1].Value + marks : "";
    });

    private static List<int> NumbersOf(ReadOnlySpan<char> list)
    {
        List<int> numbers = [];
        bool isRange = false;
        foreach (ValueMatch match in Token().EnumerateMatches(list))
        {
            ReadOnlySpan<char> token = list.Slice(match.Index, match.Length);
            if (!int.TryParse(token, NumberStyles.None, CultureInfo.InvariantCulture, out int number))
            {
                isRange = numbers.Count > 0;
                continue;
            }

            for (int between = isRange ? numbers[^1] + 1 : number; between < number && number - between < MaxRangeLength; between++)
            {
                numbers.Add(between);
            }

            numbers.Add(number);
            isRange = false;
        }

        return numbers;
    }

    [GeneratedRegex(@"([ \t]?)[\[【]\s*(\d{1,6}(?:\s*[,，、;–-]\s*\d{1,6})*)\s*[\]】]")]
    private static partial Regex Mark();

    [GeneratedRegex(@"\d+|[–-]")]
    private static partial Regex Token();

    [GeneratedRegex(@"[ \t]?[\[【][\s\d,，、;–-]*\z")]
    private static partial Regex OpenMark();
}
