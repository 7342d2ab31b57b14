using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace QwenWebChat.Documents.Citations;

/// <summary>Reads and writes the marks <c>[n]</c> that refer to citations. Models also write them as <c>[3, 5]</c>, <c>[3-5]</c> and <c>【3】</c>.</summary>
public static partial class CitationMarks
{
    private const int LongestRange = 50;

    /// <summary>The mark of one citation.</summary>
    public static string Of(int number) => string.Create(CultureInfo.InvariantCulture, $"[{number}]");

    /// <summary>Finds the marks that <see cref="Of"/> writes; the first group is the number.</summary>
    [GeneratedRegex(@"\[([0-9]{1,6})\]", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    public static partial Regex Written();

    /// <summary>Escapes, for Markdown, numbers in brackets that would look like marks. Text with code is left as it is, because nothing can be escaped in code.</summary>
    public static string Escape(string text) => text.Contains('`', StringComparison.Ordinal) ? text : Written().Replace(text, @"\[$1\]");

    /// <summary>Adds a number to that of every mark.</summary>
    public static string Shift(string text, int by) => Rewrite(text, number => number + by);

    /// <summary>Takes out all marks: numbers in brackets that are the document's own.</summary>
    public static string Remove(string text) => Rewrite(text, static _ => null);

    /// <summary>Takes out those that refer to nothing, and writes the others one by one.</summary>
    public static string KeepKnown(string text, IReadOnlySet<int> known) => Rewrite(text, number => known.Contains(number) ? number : null);

    /// <summary>Numbers those that are known from 1 in the order in which they appear, and takes out the others.</summary>
    /// <param name="used">Their numbers before, in that order.</param>
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

    /// <summary>Returns a text that is being written, without a mark that is still open at its end.</summary>
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

            for (int between = isRange ? numbers[^1] + 1 : number; between < number && number - between < LongestRange; between++)
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
