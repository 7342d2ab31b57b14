using QwenWebChat.Documents.Extraction.Packages;

namespace QwenWebChat.Documents.Extraction.OpenDocument;

/// <summary>The columns of a table, and which of them are hidden.</summary>
internal sealed class OdfColumns
{
    // More than any program has.
    public const int MaxCount = 20_000;

    // For each column, how many before it are hidden.
    private readonly List<int> _hiddenBefore = [0];

    /// <summary>Reads the present element, which stands for one column or many.</summary>
    public void Add(XmlCursor xml)
    {
        int repeat = Repeat(xml["number-columns-repeated"], _hiddenBefore.Count - 1);
        int step = xml["visibility"] is "collapse" or "filter" ? 1 : 0;
        for (int index = 0; index < repeat; index++)
        {
            _hiddenBefore.Add(_hiddenBefore[^1] + step);
        }
    }

    public bool IsHidden(int column) => HiddenBefore(column + 1) > HiddenBefore(column);

    /// <summary>A column's number among those that are shown, from 0.</summary>
    public int Shown(int column) => column - HiddenBefore(column);

    /// <summary>The count that an element says it stands for, as far as there are columns.</summary>
    public static int Repeat(string? count, int column) => Math.Clamp(OdfStyles.Number(count) ?? 1, 0, Math.Max(0, MaxCount - column));

    private int HiddenBefore(int column) => _hiddenBefore[Math.Min(column, _hiddenBefore.Count - 1)];
}
