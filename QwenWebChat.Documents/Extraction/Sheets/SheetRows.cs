using System.Globalization;
using System.Text;
using QwenWebChat.Documents.Extraction.Packages;

namespace QwenWebChat.Documents.Extraction.Sheets;

/// <summary>
/// Reads the rows of a sheet: displayed values, joined in the order of their columns. Empty cells in between stay. Hidden
/// rows and columns are omitted, and counted if they are not empty.
/// </summary>
internal sealed class SheetRows(SharedStrings strings, CellFormats formats, bool is1904)
{
    // A single distant cell is not worth a thousand separators.
    private const int MaxGap = 20;
    private const int MaxColumn = 16_384;

    private readonly bool[] _hiddenColumns = new bool[MaxColumn + 1];

    // For each column, the number of visible columns up to it.
    private readonly int[] _shownColumns = [.. Enumerable.Range(0, MaxColumn + 1)];
    private readonly HashSet<int> _hiddenRows = [];
    private readonly HashSet<int> _leftOutColumns = [];
    private int _leftOutRowCount;
    private int _row;

    /// <summary>The number of formulas that were saved without a result.</summary>
    public int WithoutValueCount { get; private set; }

    /// <summary>The number of values that their format hides.</summary>
    public int FormatHiddenCount { get; private set; }

    /// <summary>The number of hidden rows and columns that are not empty.</summary>
    public int HiddenCount => _leftOutRowCount + _leftOutColumns.Count;

    /// <summary>Reads the rows within the current element, <c>sheetData</c>.</summary>
    public void Read(XmlCursor xml, Action<string> sink)
    {
        foreach (string name in xml.Children())
        {
            if (name != "row")
            {
                continue;
            }

            _row = Number(xml["r"]) ?? _row + 1;
            bool isHidden = IsHidden(xml, "ht");
            string text = ReadRow(xml, isHidden);
            if (isHidden)
            {
                _hiddenRows.Add(_row);
                _leftOutRowCount += text.Length > 0 ? 1 : 0;
            }
            else if (text.Length > 0)
            {
                sink(text);
            }
        }
    }

    /// <summary>Reads the hidden columns within the element <c>cols</c>.</summary>
    public void ReadColumns(XmlCursor xml)
    {
        foreach (string name in xml.Children())
        {
            if (name == "col" && IsHidden(xml, "width") && Number(xml["min"]) is >= 1 and <= MaxColumn and var first)
            {
                int last = Math.Min(Number(xml["max"]) ?? first, MaxColumn);
                _hiddenColumns.AsSpan(first, Math.Max(0, last - first + 1)).Fill(true);
            }
        }

        for (int column = 1; column <= MaxColumn; column++)
        {
            _shownColumns[column] = _shownColumns[column - 1] + (_hiddenColumns[column] ? 0 : 1);
        }
    }

    /// <summary>Returns true for a cell, such as B2, in a hidden row or column.</summary>
    public bool IsHidden(string cell) =>
        (Column(cell) is { } column && _hiddenColumns[column])
        || (cell.AsSpan().IndexOfAnyInRange('0', '9') is >= 0 and var digits && Number(cell[digits..]) is { } row && _hiddenRows.Contains(row));

    private static bool IsHidden(XmlCursor xml, string size) => xml["hidden"] is "1" or "true" || xml[size] == "0";

    private string ReadRow(XmlCursor xml, bool isHidden)
    {
        StringBuilder row = new();
        int column = 0;
        int filled = -1;
        foreach (string name in xml.Children())
        {
            if (name != "c")
            {
                continue;
            }

            column = Column(xml["r"]) ?? Math.Min(column + 1, MaxColumn);
            string value = ReadCell(xml);
            if (string.IsNullOrWhiteSpace(value))
            {
                continue;
            }

            if (!isHidden && _hiddenColumns[column])
            {
                _leftOutColumns.Add(column);
                continue;
            }

            int gap = filled < 0 ? Math.Clamp(_shownColumns[column] - 1, 0, MaxGap) : Math.Clamp(_shownColumns[column] - _shownColumns[filled], 1, MaxGap);
            row.Insert(row.Length, " | ", gap).Append(value.Trim().ReplaceLineEndings(" "));
            filled = column;
        }

        return row.ToString();
    }

    private string ReadCell(XmlCursor xml)
    {
        string? type = xml["t"];
        string? style = xml["s"];
        string? value = null;
        bool hasFormula = false;
        foreach (string name in xml.Children())
        {
            switch (name)
            {
                case "v":
                    value = xml.Text();
                    break;
                case "is":
                    value = SharedStrings.RichText(xml);
                    break;
                case "f":
                    hasFormula = true;
                    break;
            }
        }

        WithoutValueCount += hasFormula && string.IsNullOrEmpty(value) ? 1 : 0;
        return value is null ? "" : Show(value, type, style);
    }

    private string Show(string value, string? type, string? style)
    {
        if (type is null or "n" && double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && double.IsFinite(number))
        {
            string shown = formats[style].Show(number, is1904);
            // Hiding zeros is a common table style; hiding another number hides information.
            FormatHiddenCount += number != 0 && shown.Length == 0 ? 1 : 0;
            return shown;
        }

        string text = type switch
        {
            "s" => strings[value] ?? "",
            "b" => value == "1" ? "TRUE" : "FALSE",
            "str" => EscapedText.Decode(value),
            _ => value,
        };
        string shownText = type is "s" or "str" or "inlineStr" ? formats[style].Show(text) : text;
        FormatHiddenCount += text.Length > 0 && shownText.Length == 0 ? 1 : 0;
        return shownText;
    }

    private static int? Number(string? value) => int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : null;

    // The column from 1 for A; null if the cell has no reference.
    private static int? Column(string? reference)
    {
        int column = 0;
        foreach (char letter in reference ?? "")
        {
            if (letter is < 'A' or > 'Z' || column > MaxColumn)
            {
                break;
            }

            column = (column * 26) + letter - 'A' + 1;
        }

        return column is 0 or > MaxColumn ? null : column;
    }
}
