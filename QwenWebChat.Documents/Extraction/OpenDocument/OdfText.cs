using QwenWebChat.Documents.Extraction.Packages;

namespace QwenWebChat.Documents.Extraction.OpenDocument;

/// <summary>
/// Reads the text of any OpenDocument file: paragraphs, headings, lists, notes, tables and text boxes. Tracked deletions
/// are omitted; tracked insertions stay.
/// </summary>
/// <param name="source">The file with the objects that the text refers to.</param>
/// <param name="hasPages">True if the document contains its page breaks.</param>
internal sealed partial class OdfText(OdfStyles styles, OdfSource source, ReadingOptions options, bool hasPages = false)
{
    private readonly Dictionary<string, int?[]> _countsById = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int?[]> _countsByStyle = new(StringComparer.Ordinal);
    private readonly int?[] _outline = new int?[OdfStyles.LevelCount];
    private OdfList? _list;
    private bool _hasText;
    // No page ends within a note or text box. Within a cell, only soft page breaks count.
    private bool _isInner;
    private bool _isCell;

    /// <summary>True if a page has ended and the next text is on another page.</summary>
    public bool BreaksNext { get; set; }

    public int PictureCount { get; private set; }

    public int HiddenCount { get; private set; }

    public int DeletedCount { get; private set; }

    // A break before all text does not count.
    private bool MayBreak => hasPages && _hasText && !_isInner && !_isCell;

    public bool IsHidden(string family, string? style) => styles.IsHidden(family, style);

    /// <summary>Reads the paragraphs, lists and tables within the current element.</summary>
    public void ReadBlocks(XmlCursor xml, Action<TextBlock> sink)
    {
        foreach (string name in xml.Children())
        {
            ReadBlock(xml, name, sink);
        }
    }

    /// <summary>Reads the current element.</summary>
    public void ReadBlock(XmlCursor xml, string name, Action<TextBlock> sink)
    {
        switch (name)
        {
            case "p" or "h":
                ReadParagraph(xml, name == "h", sink);
                break;
            case "list":
                ReadList(xml, sink);
                break;
            case "table":
                BreaksNext |= MayBreak && styles.BreaksBefore("table", xml["style-name"]);
                new OdfTable(this, options, isSheet: false).Read(xml, sink);
                break;
            case "section" when xml["display"] == "none":
                HiddenCount++;
                break;
            case "tracked-changes":
                DeletedCount += xml.Descendants().Count(change => change == "deletion");
                break;
            case "soft-page-break":
                BreaksNext |= hasPages && !_isInner;
                break;
            case "annotation":
                Inner(() => ReadAnnotation(xml, sink));
                break;
            case "frame":
                Inner(() => ReadFrame(xml, sink, formula => sink(new TextBlock(DocumentPartKind.Paragraph, 0, formula))));
                break;
            case "section" or "numbered-paragraph" or "index-body" or "index-title" or "g" or "a" or "meta"
                or "table-of-content" or "illustration-index" or "table-index" or "object-index" or "user-index" or "alphabetical-index" or "bibliography":
                ReadBlocks(xml, sink);
                break;
            case "custom-shape" or "rect" or "ellipse" or "circle" or "line" or "polyline" or "polygon" or "path" or "connector" or "caption" or "measure" or "regular-polygon":
                Inner(() => ReadBlocks(xml, sink));
                break;
        }
    }

    /// <summary>Reads a table cell, independently of a list that contains the table.</summary>
    public void ReadCell(XmlCursor xml, Action<TextBlock> sink)
    {
        (bool isCell, OdfList? list) = (_isCell, _list);
        (_isCell, _list) = (true, null);
        ReadBlocks(xml, sink);
        (_isCell, _list) = (isCell, list);
    }

    private void Inner(Action read)
    {
        (bool isInner, OdfList? list) = (_isInner, _list);
        (_isInner, _list) = (true, null);
        read();
        (_isInner, _list) = (isInner, list);
    }

    private void ReadParagraph(XmlCursor xml, bool isHeading, Action<TextBlock> sink)
    {
        string? style = xml["style-name"];
        int level = isHeading ? Math.Clamp(OdfStyles.Number(xml["outline-level"]) ?? 1, 1, OdfStyles.LevelCount) : 0;
        bool isNumbered = isHeading && xml["is-list-header"] != "true";
        int? start = OdfStyles.Number(xml["start-value"]);
        OdfParagraph paragraph = new(options.MaxCharacters);
        if (!_isInner && !_isCell && (BreaksNext || (MayBreak && styles.BreaksBefore("paragraph", style))))
        {
            paragraph.Text.Append(TextCleaning.PageBreak);
            BreaksNext = false;
        }

        ReadInline(xml, paragraph);
        string? mark = Mark(style, isNumbered ? level : 0, start);
        _hasText |= paragraph.Text.Length > 0;
        BreaksNext |= MayBreak && styles.BreaksAfter("paragraph", style);
        if (paragraph.IsHidden || styles.IsHidden("paragraph", style))
        {
            HiddenCount++;
            BreaksNext |= paragraph.Text.Length > 0 && paragraph.Text[0] == TextCleaning.PageBreak;
            return;
        }

        sink(Finish(paragraph, level, mark));
        paragraph.Following.ForEach(sink);
    }

    // Returns null for a paragraph that is not the first one of a list item.
    private string? Mark(string? style, int headingLevel, int? start)
    {
        if (_list is { } list)
        {
            return list.TakeMark(styles.List(list.StyleName ?? styles.ListStyle(style)));
        }

        // A paragraph style may exclude its headings from the numbering.
        if (headingLevel == 0 || styles.Outline is not { } outline || styles.ListStyle(style) == "")
        {
            return null;
        }

        _outline[headingLevel - 1] = start - 1 ?? _outline[headingLevel - 1];
        string mark = OdfList.Next(_outline, headingLevel - 1, outline);
        return mark is "" or "-" ? null : mark;
    }

    private TextBlock Finish(OdfParagraph paragraph, int headingLevel, string? mark)
    {
        string text = paragraph.Text.ToString();
        // The bullet or number belongs after a page break that precedes all text.
        int at = text.Length - text.TrimStart().Length;
        if (!string.IsNullOrEmpty(mark) && at < text.Length)
        {
            text = $"{text[..at]}{mark} {text[at..]}";
        }

        return headingLevel > 0 ? new TextBlock(DocumentPartKind.Heading, Math.Min(headingLevel, 9), text.Replace('\n', ' '))
            : mark is not null && _list is { } list ? new TextBlock(DocumentPartKind.ListItem, list.Level + 1, text)
            : new TextBlock(DocumentPartKind.Paragraph, 0, text);
    }

    private void ReadList(XmlCursor xml, Action<TextBlock> sink)
    {
        OdfList? outer = _list;
        OdfList list = outer?.Deeper(xml["style-name"]) ?? BeginList(xml);
        foreach (string name in xml.Children())
        {
            if (name is "list-item" or "list-header")
            {
                _list = list;
                list.BeginItem(OdfStyles.Number(xml["start-value"]), hasMark: name == "list-item");
                ReadBlocks(xml, sink);
            }
            else if (name == "soft-page-break")
            {
                ReadBlock(xml, name, sink);
            }
        }

        _list = outer;
    }

    private OdfList BeginList(XmlCursor xml)
    {
        string? style = xml["style-name"];
        int?[]? counts = null;
        if (xml["continue-list"] is { } continued)
        {
            _countsById.TryGetValue(continued, out counts);
        }
        else if (xml["continue-numbering"] == "true")
        {
            _countsByStyle.TryGetValue(style ?? "", out counts);
        }

        counts ??= new int?[OdfStyles.LevelCount];
        _countsByStyle[style ?? ""] = counts;
        if (xml["id"] is { } id)
        {
            _countsById[id] = counts;
        }

        return new OdfList(0, style, counts);
    }

    private void ReadAnnotation(XmlCursor xml, Action<TextBlock> sink)
    {
        string author = "";
        List<string> texts = [];
        foreach (string name in xml.Children())
        {
            if (name == "creator")
            {
                author = xml.Text().Trim();
            }
            else
            {
                ReadBlock(xml, name, block => texts.Add(block.Text.Trim()));
            }
        }

        string text = string.Join(' ', texts.Where(part => part.Length > 0));
        if (text.Length > 0)
        {
            sink(new TextBlock(DocumentPartKind.Note, 0, author.Length > 0 ? $"{author}: {text}" : text));
        }
    }

    // A text box, a table, a formula, or an object without text; a picture beside text is only its rendering.
    private void ReadFrame(XmlCursor xml, Action<TextBlock> sink, Action<string> addFormula)
    {
        bool hasText = false;
        bool hasObject = false;
        foreach (string name in xml.Children())
        {
            switch (name)
            {
                case "text-box":
                    hasText = true;
                    ReadBlocks(xml, sink);
                    break;
                case "table":
                    hasText = true;
                    ReadBlock(xml, name, sink);
                    break;
                case "object" when ReadFormula(xml) is { } formula:
                    hasText = true;
                    addFormula(formula);
                    break;
                case "image" or "object" or "object-ole" or "plugin" or "applet" or "floating-frame":
                    hasObject = true;
                    break;
            }
        }

        PictureCount += hasObject && !hasText ? 1 : 0;
    }

    private string? ReadFormula(XmlCursor xml)
    {
        string? formula = source.Formula(xml["href"]);
        foreach (string name in xml.Children())
        {
            formula = name == OdfFormula.Root ? OdfFormula.Read(xml) : formula;
        }

        return string.IsNullOrEmpty(formula) ? null : formula;
    }
}
