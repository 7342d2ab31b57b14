using System.Text;
using QwenWebChat.Documents.Extraction.Packages;

namespace QwenWebChat.Documents.Extraction.Word;

/// <summary>Reads tables row by row. A cell that spans several columns or rows is followed by empty ones, so that each value stays in its column.</summary>
internal sealed class WordTable(WordContext context, WordBody body)
{
    // Word's own limit.
    private const int MaxColumns = 63;

    /// <summary>Reads the rows within the current element.</summary>
    public void Read(XmlCursor xml, Action<TextBlock> sink)
    {
        foreach (string name in xml.Children())
        {
            switch (name)
            {
                case "tr":
                    ReadRow(xml, sink);
                    break;
                case "AlternateContent":
                    foreach (string _ in xml.Children().Take(1))
                    {
                        Read(xml, sink);
                    }

                    break;
                case "tblPr" or "tblGrid" or "tblPrEx" or "sdtPr" or "sdtEndPr":
                    break;
                default:
                    Read(xml, sink);
                    break;
            }
        }
    }

    private void ReadRow(XmlCursor xml, Action<TextBlock> sink)
    {
        List<string> cells = [];
        List<TextBlock> notes = [];
        if (!ReadCells(xml, cells, notes))
        {
            context.DeletedCount++;
            return;
        }

        // Trailing empty cells do not shift any column.
        while (cells.Count > 1 && cells[^1].Length == 0)
        {
            cells.RemoveAt(cells.Count - 1);
        }

        // Every cell of a row that spans pages contains the page break.
        string? broken = cells.MaxBy(cell => cell.AsSpan().Count(TextCleaning.PageBreak));
        IEnumerable<string> texts = cells.Select(cell => ReferenceEquals(cell, broken) ? cell : cell.Replace("\f", "", StringComparison.Ordinal));
        string text = cells.TrueForAll(string.IsNullOrWhiteSpace) ? broken ?? "" : string.Join(" | ", texts);
        sink(new TextBlock(DocumentPartKind.TableRow, 0, text));
        notes.ForEach(sink);
    }

    // Returns false if the row was deleted.
    private bool ReadCells(XmlCursor xml, List<string> cells, List<TextBlock> notes)
    {
        bool isThere = true;
        foreach (string name in xml.Children())
        {
            switch (name)
            {
                case "tc":
                    ReadCell(xml, cells, notes);
                    break;
                case "trPr":
                    foreach (string property in xml.Children())
                    {
                        isThere &= property != "del";
                        AddEmpty(cells, property == "gridBefore" ? WordProperties.Number(xml["val"]) ?? 0 : 0);
                    }

                    break;
                case "tblPrEx" or "sdtPr" or "sdtEndPr":
                    break;
                default:
                    isThere &= ReadCells(xml, cells, notes);
                    break;
            }
        }

        return isThere;
    }

    private void ReadCell(XmlCursor xml, List<string> cells, List<TextBlock> notes)
    {
        StringBuilder cell = new();
        int columns = 1;
        bool goesOn = false;
        body.ReadOnGround(xml, block => AddToCell(block, cell, notes), () => (columns, goesOn) = ReadProperties(xml));
        cells.Add(goesOn ? "" : cell.ToString());
        AddEmpty(cells, columns - 1);
    }

    private static void AddEmpty(List<string> cells, int count)
    {
        for (; count > 0 && cells.Count < MaxColumns; count--)
        {
            cells.Add("");
        }
    }

    private static (int Columns, bool GoesOn) ReadProperties(XmlCursor xml)
    {
        int columns = 1;
        bool goesOn = false;
        foreach (string name in xml.Children())
        {
            columns = name == "gridSpan" ? WordProperties.Number(xml["val"]) ?? 1 : columns;
            goesOn |= name is "vMerge" or "hMerge" && xml["val"] is null or "continue";
        }

        return (columns, goesOn);
    }

    private static void AddToCell(TextBlock block, StringBuilder cell, List<TextBlock> notes)
    {
        if (block.Kind == DocumentPartKind.Note)
        {
            notes.Add(block);
        }
        else if (block.Text.Length > 0)
        {
            cell.Append(cell.Length > 0 ? " " : "").Append(block.Text.Trim(' ', '\n', '\t').Replace('\n', ' '));
        }
    }
}
