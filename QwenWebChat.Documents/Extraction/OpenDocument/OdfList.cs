using System.Text;
using QwenWebChat.Documents.Extraction.Word;

namespace QwenWebChat.Documents.Extraction.OpenDocument;

/// <summary>A list, or a level of it, while it is read. Its levels share their counts.</summary>
internal sealed class OdfList(int level, string? styleName, int?[] counts)
{
    private bool _isMarked = true;

    /// <summary>From 0.</summary>
    public int Level { get; } = level;

    public string? StyleName { get; } = styleName;

    public int?[] Counts { get; } = counts;

    public OdfList Deeper(string? styleName) => new(Math.Min(Level + 1, OdfStyles.LevelCount - 1), styleName ?? StyleName, Counts);

    /// <summary>An item begins. Its first paragraph has the mark, and one without a paragraph of its own is not counted.</summary>
    /// <param name="start">The number that it is given; null if it is counted.</param>
    public void BeginItem(int? start, bool hasMark)
    {
        _isMarked = !hasMark;
        Counts[Level] = start - 1 ?? Counts[Level];
    }

    /// <summary>The mark of a paragraph; empty if it has none, null if it is not the first of its item.</summary>
    /// <param name="levels">What the list's style says; null if nothing.</param>
    public string? TakeMark(OdfListLevel[]? levels)
    {
        if (_isMarked)
        {
            return null;
        }

        _isMarked = true;
        return Next(Counts, Level, levels);
    }

    /// <summary>Counts on at a level, and writes the mark.</summary>
    public static string Next(int?[] counts, int level, OdfListLevel[]? levels)
    {
        counts[level] = (counts[level] ?? ((levels?[level].Start ?? 1) - 1)) + 1;
        Array.Fill(counts, null, level + 1, counts.Length - level - 1);
        if (levels?[level].Format is not { } format)
        {
            return "-";
        }

        if (format.Length == 0)
        {
            return "";
        }

        OdfListLevel own = levels[level];
        StringBuilder mark = new(own.Prefix);
        for (int shown = level - own.ShownLevels + 1; shown <= level; shown++)
        {
            string number = CountFormat.Write(counts[shown] ?? levels[shown].Start, levels[shown].Format ?? "none");
            mark.Append(mark.Length > own.Prefix.Length && number.Length > 0 ? "." : "").Append(number);
        }

        return mark.Append(own.Suffix).ToString().Trim();
    }
}
