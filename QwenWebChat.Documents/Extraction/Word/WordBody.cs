using QwenWebChat.Documents.Extraction.Office;
using QwenWebChat.Documents.Extraction.Packages;

namespace QwenWebChat.Documents.Extraction.Word;

/// <summary>
/// Reads the blocks of a document's body, a note, a header or a text box: paragraphs with their headings and lists, and
/// rows of tables. Of alternative contents, the first is read.
/// </summary>
internal sealed class WordBody
{
    private readonly WordContext _context;
    private readonly WordLayout? _layout;
    private readonly WordChunks? _chunks;
    private readonly WordRuns _runs;
    private readonly WordTable _table;
    private WordParagraph? _open;
    private Action? _onProperties;
    private int _groundDepth;
    private bool _breaksNext;
    private bool _hasText;

    /// <param name="context">The state shared with the document's other parts.</param>
    /// <param name="relationships">The relationships of the file that contains the text.</param>
    /// <param name="layout">The layout of the pages; null for text that is not on a page of its own.</param>
    /// <param name="chunks">The files embedded in place of text; null for none.</param>
    public WordBody(WordContext context, Relationships relationships, WordLayout? layout = null, WordChunks? chunks = null)
    {
        _context = context;
        _layout = layout;
        _chunks = chunks;
        _runs = new WordRuns(context, this, relationships);
        _table = new WordTable(context, this);
    }

    /// <summary>The kind of page breaks that count.</summary>
    public WordPageBreaks Breaks => _layout?.Breaks ?? WordPageBreaks.None;

    /// <summary>True if the text is in a table or text box, which may have its own background color.</summary>
    public bool IsOnGround => _groundDepth > 0;

    /// <summary>Reads all blocks within the current element.</summary>
    public void ReadStory(XmlCursor xml, Action<TextBlock> sink)
    {
        WordParagraph? outer = _open;
        _open = null;
        ReadBlocks(xml, sink);
        Close(sink);
        _open = outer;
    }

    /// <summary>Reads the blocks of a cell or text box within the current element.</summary>
    /// <param name="xml">The cursor at the element.</param>
    /// <param name="sink">The receiver of the blocks.</param>
    /// <param name="onProperties">Called at the properties of a cell.</param>
    public void ReadOnGround(XmlCursor xml, Action<TextBlock> sink, Action? onProperties = null)
    {
        Action? outer = _onProperties;
        _onProperties = onProperties;
        _groundDepth++;
        ReadStory(xml, sink);
        _groundDepth--;
        _onProperties = outer;
    }

    private void ReadBlocks(XmlCursor xml, Action<TextBlock> sink)
    {
        foreach (string name in xml.Children())
        {
            switch (name)
            {
                case "tcPr":
                    _onProperties?.Invoke();
                    break;
                case "p":
                    ReadParagraph(xml, sink);
                    break;
                case "tbl":
                    Close(sink);
                    _table.Read(xml, sink);
                    break;
                case "altChunk":
                    Close(sink);
                    _chunks?.Read(xml.Attribute("id", isPrefixed: true), sink);
                    break;
                case "AlternateContent":
                    foreach (string _ in xml.Children().Take(1))
                    {
                        ReadBlocks(xml, sink);
                    }

                    break;
                case "del" or "moveFrom":
                    _context.DeletedCount += WordRuns.HasText(xml) ? 1 : 0;
                    break;
                case "oMathPara" or "oMath":
                    WordParagraph formula = new();
                    OfficeMath.Append(xml, formula.Text);
                    sink(Finish(formula));
                    break;
                case "sdtPr" or "sdtEndPr" or "sectPr" or "customXmlPr":
                    break;
                default:
                    // Content controls and tracked insertions contain blocks again.
                    ReadBlocks(xml, sink);
                    break;
            }
        }
    }

    private void ReadParagraph(XmlCursor xml, Action<TextBlock> sink)
    {
        WordParagraph paragraph = _open ?? new WordParagraph();
        _open = null;
        paragraph.Restart();
        if (_breaksNext)
        {
            paragraph.Text.Append(TextCleaning.PageBreak);
            _breaksNext = false;
        }

        _runs.Read(xml, paragraph);
        if (paragraph.GoesOn && !paragraph.EndsSection)
        {
            _open = paragraph;
            return;
        }

        Complete(paragraph, sink);
    }

    // Ends a paragraph that the next one does not continue.
    private void Close(Action<TextBlock> sink)
    {
        if (_open is { } paragraph)
        {
            _open = null;
            Complete(paragraph, sink);
        }
    }

    private void Complete(WordParagraph paragraph, Action<TextBlock> sink)
    {
        paragraph.Marked.Close();
        _breaksNext = (paragraph.EndsSection && _layout is not null && _layout.EndSection()) || TakeLastBreak(paragraph);
        sink(Finish(paragraph));
        paragraph.Following.ForEach(sink);
    }

    // Notes belong to the page that the break ends.
    private static bool TakeLastBreak(WordParagraph paragraph)
    {
        bool isLast = paragraph.Following.Count > 0 && paragraph.Text is [.., TextCleaning.PageBreak];
        paragraph.Text.Length -= isLast ? 1 : 0;
        return isLast;
    }

    private TextBlock Finish(WordParagraph paragraph)
    {
        string text = paragraph.Text.ToString();
        int heading = _context.Styles.HeadingLevel(paragraph);
        bool isBlank = string.IsNullOrWhiteSpace(text);
        string mark = "";
        (int ListId, int Level)? list = isBlank ? null : _context.Styles.ListOf(paragraph);
        if (list is { } item)
        {
            mark = _context.Lists.Next(item.ListId, item.Level);
            mark += mark.Length > 0 ? " " : "";
        }

        // The bullet or number belongs after a page break that precedes all text.
        int start = text.Length - text.TrimStart().Length;
        string marked = mark.Length == 0 ? text : text[..start] + mark + text[start..];
        bool breaksBefore = _hasText && Breaks == WordPageBreaks.Written && (paragraph.BreaksPageBefore ?? _context.Styles.BreaksPageBefore(paragraph.StyleId));
        string broken = breaksBefore ? TextCleaning.PageBreak + marked : marked;
        _hasText |= !isBlank;
        return heading > 0 ? new TextBlock(DocumentPartKind.Heading, heading, broken.Replace('\n', ' '))
            : list is { } found ? new TextBlock(DocumentPartKind.ListItem, found.Level + 1, broken)
            : new TextBlock(DocumentPartKind.Paragraph, 0, broken);
    }
}
