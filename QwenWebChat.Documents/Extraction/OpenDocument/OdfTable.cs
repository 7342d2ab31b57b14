using System.Text;
using QwenWebChat.Documents.Extraction.Packages;

namespace QwenWebChat.Documents.Extraction.OpenDocument;

/// <summary>
/// Reads the rows of a table or sheet: the displayed values of the cells, joined in the order of their columns. Empty cells
/// in between stay. Hidden rows and columns are omitted.
/// </summary>
internal sealed class OdfTable(OdfText text, ReadingOptions options, bool isSheet)
{
    // A single distant cell is not worth a thousand separators.
    private const int MaxGap = 20;

    // A few bytes may stand for any number of rows; a sheet has no more than this.
    private const int MaxRepeatedRows = 1 << 20;

    private readonly OdfColumns _columns = new();
    private readonly HashSet<int> _hiddenColumns = [];
    private int _hiddenRows;
    private int _repeatedRows;

    /// <summary>The number of omitted rows and columns that are not empty.</summary>
    public int HiddenCount => _hiddenRows + _hiddenColumns.Count;

    /// <summary>The number of formulas that were saved without a result.</summary>
    public int WithoutValueCount { get; private set; }

    public void Read(XmlCursor xml, Action<TextBlock> sink)
    {
        foreach (string name in xml.Children())
        {
            switch (name)
            {
                case "table-column":
                    _columns.Add(xml);
                    break;
                case "table-row":
                    ReadRow(xml, sink);
                    break;
                case "table-columns" or "table-header-columns" or "table-column-group" or "table-rows" or "table-header-rows" or "table-row-group":
                    Read(xml, sink);
                    break;
                case "shapes":
                    text.ReadBlocks(xml, sink);
                    break;
                case "soft-page-break":
                    text.ReadBlock(xml, name, sink);
                    break;
            }
        }
    }

    private void ReadRow(XmlCursor xml, Action<TextBlock> sink)
    {
        int repeat = Math.Clamp(OdfStyles.Number(xml["number-rows-repeated"]) ?? 1, 1, MaxRepeatedRows);
        bool isHidden = xml["visibility"] is "collapse" or "filter";
        List<TextBlock> notes = [];
        bool breaks = text.BreaksNext;
        text.BreaksNext = false;
        string row = ReadCells(xml, notes);
        text.BreaksNext |= breaks && (row.Length == 0 || isHidden);
        if (isHidden)
        {
            _hiddenRows += row.Length > 0 ? repeat : 0;
            return;
        }

        for (int index = 0; index < repeat && row.Length > 0; index++)
        {
            _repeatedRows += index > 0 ? 1 : 0;
            if (_repeatedRows > MaxRepeatedRows)
            {
                throw DocumentReadException.TooLarge("repeated rows", MaxRepeatedRows);
            }

            sink(new TextBlock(DocumentPartKind.TableRow, 0, breaks && index == 0 ? TextCleaning.PageBreak + row : row));
        }

        notes.ForEach(sink);
    }

    private string ReadCells(XmlCursor xml, List<TextBlock> notes)
    {
        List<(int Column, string Text)> cells = [];
        int column = 0;
        long length = 0;
        foreach (string name in xml.Children())
        {
            if (name is not ("table-cell" or "covered-table-cell"))
            {
                continue;
            }

            int repeat = OdfColumns.Repeat(xml["number-columns-repeated"], column);
            // Cells covered by another cell are not shown.
            string value = name == "table-cell" ? ReadCell(xml, _columns.IsHidden(column) ? [] : notes) : "";
            for (int end = column + repeat; column < end && value.Length > 0; column++)
            {
                length += value.Length;
                Place(value, column, cells);
            }

            column += value.Length == 0 ? repeat : 0;
            if (length > options.MaxCharacters)
            {
                throw DocumentReadException.TooLarge("characters of text", options.MaxCharacters);
            }
        }

        return Join(cells, _columns.Shown(column));
    }

    private void Place(string value, int column, List<(int Column, string Text)> cells)
    {
        if (_columns.IsHidden(column))
        {
            _hiddenColumns.Add(column);
        }
        else
        {
            cells.Add((_columns.Shown(column), value));
        }
    }

    private string ReadCell(XmlCursor xml, List<TextBlock> notes)
    {
        string? stored = Stored(xml);
        bool hasFormula = isSheet && xml["formula"] is not null;
        StringBuilder cell = new();
        text.ReadCell(xml, block =>
        {
            if (block.Kind == DocumentPartKind.Note)
            {
                notes.Add(block);
            }
            else if (block.Text.Length > 0)
            {
                cell.Append(cell.Length > 0 ? " " : "").Append(block.Text.Trim(' ', '\n', '\t').Replace('\n', ' '));
            }
        });
        WithoutValueCount += hasFormula && cell.Length == 0 && stored is null ? 1 : 0;
        // Some programs write only the value.
        return cell.Length == 0 && isSheet ? stored ?? "" : cell.ToString();
    }

    private static string? Stored(XmlCursor xml) => xml["value-type"] switch
    {
        null => null,
        "string" => xml["string-value"],
        "date" => xml["date-value"],
        "time" => xml["time-value"],
        "boolean" => xml["boolean-value"],
        _ => xml["value"],
    };

    private string Join(List<(int Column, string Text)> cells, int width)
    {
        if (cells.Count == 0)
        {
            return "";
        }

        // Every cell of a row that spans pages contains the page break.
        string broken = cells.MaxBy(cell => cell.Text.AsSpan().Count(TextCleaning.PageBreak)).Text;
        if (cells.TrueForAll(cell => string.IsNullOrWhiteSpace(cell.Text)))
        {
            return broken;
        }

        StringBuilder row = new();
        int filled = -1;
        foreach ((int column, string value) in cells)
        {
            int gap = filled < 0 ? Math.Min(column, MaxGap) : Math.Clamp(column - filled, 1, MaxGap);
            row.Insert(row.Length, " | ", gap).Append(ReferenceEquals(value, broken) ? value : value.Replace("\f", "", StringComparison.Ordinal));
            filled = column;
        }

        return row.Insert(row.Length, " | ", isSheet ? 0 : Math.Clamp(width - 1 - filled, 0, MaxGap)).ToString();
    }
}
