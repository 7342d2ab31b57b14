using System.Text;
using QwenWebChat.Documents.Extraction.Word;

namespace QwenWebChat.Documents.Extraction.OpenDocument;

/// <summary>A list, or a level of it, while it is read. Its levels share their counters.</summary>
internal sealed class OdfList(int level, string? styleName, int?[] counts)
{
    private bool _isMarked = true;

    /// <summary>The level, from 0.</summary>
    public int Level { get; } = level;

    public string? StyleName { get; } = styleName;

    public int?[] Counts { get; } = counts;

    public OdfList Deeper(string? styleName) => new(Math.Min(Level + 1, OdfStyles.LevelCount - 1), styleName ?? StyleName, Counts);

    /// <summary>Begins an item. Its first paragraph has the bullet or number; an item without a paragraph is not counted.</summary>
    /// <param name="start">The number of the item; null if it is counted.</param>
    public void BeginItem(int? start, bool hasMark)
    {
        _isMarked = !hasMark;
        Counts[Level] = start - 1 ?? Counts[Level];
    }

    /// <summary>Returns the bullet or number of a paragraph; empty if it has none, null if it is not the first of its item.</summary>
    /// <param name="levels">The levels of the list's style; null for none.</param>
    public string? TakeMark(OdfListLevel[]? levels)
    {
        if (_isMarked)
        {
            return null;
        }

        _isMarked = true;
        return Next(Counts, Level, levels);
    }

    /// <summary>Increments the counter of a level, and returns the bullet or number.</summary>
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
