using QwenWebChat.Documents.Extraction.Packages;

namespace QwenWebChat.Documents.Extraction.OpenDocument;

/// <summary>The columns of a table, and whether they are hidden.</summary>
internal sealed class OdfColumns
{
    // No program has more columns.
    public const int MaxCount = 20_000;

    // For each column, the number of hidden columns before it.
    private readonly List<int> _hiddenBefore = [0];

    /// <summary>Reads the current element, which stands for one or more columns.</summary>
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

    /// <summary>Returns a column's index among the visible columns, from 0.</summary>
    public int Shown(int column) => column - HiddenBefore(column);

    /// <summary>Returns the repeat count of an element, limited to the number of columns.</summary>
    public static int Repeat(string? count, int column) => Math.Clamp(OdfStyles.Number(count) ?? 1, 0, Math.Max(0, MaxCount - column));

    private int HiddenBefore(int column) => _hiddenBefore[Math.Min(column, _hiddenBefore.Count - 1)];
}
