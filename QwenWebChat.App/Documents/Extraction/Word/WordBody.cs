using System.Globalization;
using System.Text;
using QwenWebChat.App.Documents.Extraction.Packages;

namespace QwenWebChat.App.Documents.Extraction.Word;

/// <summary>
/// Walks through a document's body: paragraphs with their headings, lists and notes, rows of tables, text boxes.
/// What was deleted with changes tracked is left out, and what was inserted stays.
/// </summary>
internal sealed class WordBody(WordStyles styles, WordLists lists, WordNotes footnotes, WordNotes endnotes, WordPages pages)
{
    private int _noteCount;
    private bool _breaksNext;
    private bool _hasText;

    public int PictureCount { get; private set; }

    public int HiddenCount { get; private set; }

    /// <summary>Reads the paragraphs and tables within the present element.</summary>
    public void ReadBlocks(XmlCursor xml, Action<WordBlock> sink)
    {
        foreach (string name in xml.Children())
        {
            switch (name)
            {
                case "p":
                    ReadParagraph(xml, sink);
                    break;
                case "tbl":
                    ReadRows(xml, sink);
                    break;
                case "del" or "moveFrom" or "Fallback" or "sdtPr" or "sdtEndPr" or "sectPr" or "tcPr" or "customXmlPr":
                    break;
                default:
                    // Content controls, tracked insertions and alternatives wrap the same again.
                    ReadBlocks(xml, sink);
                    break;
            }
        }
    }

    private void ReadParagraph(XmlCursor xml, Action<WordBlock> sink)
    {
        WordParagraph paragraph = new();
        if (_breaksNext)
        {
            paragraph.Text.Append(TextCleaning.PageBreak);
            _breaksNext = false;
        }

        ReadInline(xml, paragraph);
        _breaksNext = (paragraph.EndsSection && pages.EndSection()) || TakeLastBreak(paragraph);
        sink(Finish(paragraph));
        paragraph.Following.ForEach(sink);
    }

    // Notes stand on the page that a break ends.
    private static bool TakeLastBreak(WordParagraph paragraph)
    {
        bool isLast = paragraph.Following.Count > 0 && paragraph.Text is [.., TextCleaning.PageBreak];
        paragraph.Text.Length -= isLast ? 1 : 0;
        return isLast;
    }

    private WordBlock Finish(WordParagraph paragraph)
    {
        string text = paragraph.Text.ToString();
        int heading = styles.HeadingLevel(paragraph);
        bool isBlank = string.IsNullOrWhiteSpace(text);
        string mark = "";
        (int ListId, int Level)? list = isBlank ? null : styles.ListOf(paragraph);
        if (list is { } item)
        {
            mark = lists.Next(item.ListId, item.Level);
            mark += mark.Length > 0 ? " " : "";
        }

        // The mark belongs behind a page break that comes before all text.
        int start = text.Length - text.TrimStart().Length;
        string marked = mark.Length == 0 ? text : text[..start] + mark + text[start..];
        bool breaksBefore = _hasText && pages.Breaks == WordPageBreaks.Written && (paragraph.BreaksPageBefore ?? styles.BreaksPageBefore(paragraph.StyleId));
        string broken = breaksBefore ? TextCleaning.PageBreak + marked : marked;
        _hasText |= !isBlank;
        return heading > 0 ? new WordBlock(DocumentPartKind.Heading, heading, broken.Replace('\n', ' '))
            : list is { } found ? new WordBlock(DocumentPartKind.ListItem, found.Level + 1, broken)
            : new WordBlock(DocumentPartKind.Paragraph, 0, broken);
    }

    private void ReadInline(XmlCursor xml, WordParagraph paragraph)
    {
        bool isHidden = false;
        foreach (string name in xml.Children())
        {
            if (name == "rPr")
            {
                isHidden = WordProperties.IsHidden(xml);
                HiddenCount += isHidden ? 1 : 0;
            }
            else if (!isHidden)
            {
                ReadInline(xml, name, paragraph);
            }
        }
    }

    private void ReadInline(XmlCursor xml, string name, WordParagraph paragraph)
    {
        switch (name)
        {
            case "pPr":
                WordProperties.Read(xml, paragraph);
                break;
            case "t":
                xml.AppendText(paragraph.Text);
                break;
            case "br":
                AppendBreak(xml["type"], paragraph.Text);
                break;
            case "lastRenderedPageBreak" when pages.Breaks == WordPageBreaks.Rendered:
                paragraph.Text.Append(TextCleaning.PageBreak);
                break;
            case "footnoteReference":
                AddNote(paragraph, footnotes[xml["id"]]);
                break;
            case "endnoteReference":
                AddNote(paragraph, endnotes[xml["id"]]);
                break;
            case "drawing" or "pict" or "object":
                ReadObject(xml, paragraph);
                break;
            case "txbxContent":
                ReadBlocks(xml, block => paragraph.Following.Add(block with { Text = block.Text.Replace("\f", "", StringComparison.Ordinal) }));
                break;
            case "del" or "moveFrom" or "delText" or "delInstrText" or "instrText" or "Fallback" or "sdtPr" or "rt" or "rubyPr" or "tbl":
                break;
            default:
                AppendSign(name, paragraph.Text);
                ReadInline(xml, paragraph);
                break;
        }
    }

    // Formulas lose their form, so fractions and powers get a sign.
    private static void AppendSign(string name, StringBuilder text)
    {
        string sign = name switch
        {
            "tab" or "ptab" => "\t",
            "cr" => "\n",
            "noBreakHyphen" => "-",
            "den" => "/",
            "sup" => "^",
            "sub" => "_",
            _ => "",
        };
        text.Append(sign);
    }

    private void AppendBreak(string? type, StringBuilder text)
    {
        text.Append('\n');
        if (type == "page" && pages.Breaks == WordPageBreaks.Written)
        {
            text.Append(TextCleaning.PageBreak);
        }
    }

    private void AddNote(WordParagraph paragraph, string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return;
        }

        string mark = string.Create(CultureInfo.InvariantCulture, $"[{++_noteCount}]");
        paragraph.Text.Append(mark);
        paragraph.Following.Add(new WordBlock(DocumentPartKind.Note, 0, $"{mark} {text}"));
    }

    private void ReadObject(XmlCursor xml, WordParagraph paragraph)
    {
        int before = paragraph.Following.Count;
        int length = paragraph.Text.Length;
        ReadInline(xml, paragraph);
        // Positions and sizes are elements with text.
        paragraph.Text.Length = length;
        PictureCount += paragraph.Following.Count == before ? 1 : 0;
    }

    private void ReadRows(XmlCursor xml, Action<WordBlock> sink)
    {
        foreach (string name in xml.Children())
        {
            if (name == "tr")
            {
                ReadRow(xml, sink);
            }
            else if (name is not ("tblPr" or "tblGrid" or "tblPrEx" or "sdtPr" or "Fallback"))
            {
                ReadRows(xml, sink);
            }
        }
    }

    private void ReadRow(XmlCursor xml, Action<WordBlock> sink)
    {
        List<string> cells = [];
        List<WordBlock> notes = [];
        if (!ReadCells(xml, cells, notes))
        {
            return;
        }

        // Each cell of a row that goes over a page says so.
        string? broken = cells.MaxBy(cell => cell.AsSpan().Count(TextCleaning.PageBreak));
        IEnumerable<string> texts = cells.Select(cell => ReferenceEquals(cell, broken) ? cell : cell.Replace("\f", "", StringComparison.Ordinal));
        string text = cells.TrueForAll(string.IsNullOrWhiteSpace) ? broken ?? "" : string.Join(" | ", texts);
        sink(new WordBlock(DocumentPartKind.TableRow, 0, text));
        notes.ForEach(sink);
    }

    // False if the row was deleted.
    private bool ReadCells(XmlCursor xml, List<string> cells, List<WordBlock> notes)
    {
        bool isThere = true;
        foreach (string name in xml.Children())
        {
            if (name == "tc")
            {
                StringBuilder cell = new();
                ReadBlocks(xml, block => AddToCell(block, cell, notes));
                cells.Add(cell.ToString());
            }
            else if (name == "trPr")
            {
                foreach (string property in xml.Children())
                {
                    isThere &= property != "del";
                }
            }
            else if (name is not ("tblPrEx" or "sdtPr" or "Fallback"))
            {
                isThere &= ReadCells(xml, cells, notes);
            }
        }

        return isThere;
    }

    private static void AddToCell(WordBlock block, StringBuilder cell, List<WordBlock> notes)
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
