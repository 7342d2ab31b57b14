using System.Globalization;
using System.Text;
using QwenWebChat.Documents.Extraction.Office;
using QwenWebChat.Documents.Extraction.Packages;

namespace QwenWebChat.Documents.Extraction.Word;

/// <summary>
/// Reads the content of a paragraph: runs of text, notes, fields, formulas and drawings. Tracked deletions and moves and
/// hidden text are omitted and counted; tracked insertions stay.
/// </summary>
internal sealed class WordRuns(WordContext context, WordBody body, Relationships relationships)
{
    private int _noteCount;
    private bool _isAttached;

    /// <summary>Returns true if there is text within the current element, deleted or not.</summary>
    public static bool HasText(XmlCursor xml) => xml.Descendants().Any(name => name is "t" or "delText" or "sym");

    /// <summary>Reads the content of the current element: <c>w:p</c>, or an element that contains runs.</summary>
    public void Read(XmlCursor xml, WordParagraph paragraph)
    {
        foreach (string name in xml.Children())
        {
            Read(xml, name, paragraph);
        }
    }

    private void Read(XmlCursor xml, string name, WordParagraph paragraph)
    {
        switch (name)
        {
            case "pPr":
                WordProperties.Read(xml, paragraph);
                break;
            case "r":
                ReadRun(xml, paragraph);
                break;
            case "sdt":
                ReadControl(xml, paragraph);
                break;
            case "AlternateContent":
                foreach (string _ in xml.Children().Take(1))
                {
                    Read(xml, paragraph);
                }

                break;
            case "oMath":
                OfficeMath.Append(xml, paragraph.Text);
                break;
            case "commentRangeStart":
                paragraph.Comments[xml["id"] ?? ""] = (paragraph.Text.Length, null);
                break;
            case "commentRangeEnd":
                EndComment(xml["id"] ?? "", paragraph);
                break;
            case "del" or "moveFrom":
                context.DeletedCount += HasText(xml) ? 1 : 0;
                break;
            case "rt" or "rubyPr" or "sdtPr" or "sdtEndPr" or "tbl":
                break;
            default:
                if (!ReadGraphic(xml, name, paragraph))
                {
                    Read(xml, paragraph);
                }

                break;
        }
    }

    private void ReadRun(XmlCursor xml, WordParagraph paragraph)
    {
        WordRunFormat format = context.Styles.Resolve(default, paragraph.StyleId);
        foreach (string name in xml.Children())
        {
            if (name == "rPr")
            {
                format = context.Styles.Resolve(WordProperties.ReadRun(xml), paragraph.StyleId);
            }
            else if (IsHidden(format, paragraph))
            {
                context.HiddenCount += name == "sym" || (name == "t" && !string.IsNullOrWhiteSpace(xml.Text())) ? 1 : 0;
            }
            else
            {
                ReadContent(xml, name, format, paragraph);
            }
        }
    }

    // White text on a white page is hidden too.
    private bool IsHidden(WordRunFormat format, WordParagraph paragraph) =>
        format.IsHidden == true || (format is { IsWhite: true, IsShaded: not true } && !paragraph.IsShaded && !body.IsOnGround && !context.HasBackground);

    private void ReadContent(XmlCursor xml, string name, WordRunFormat format, WordParagraph paragraph)
    {
        switch (name)
        {
            case "t":
                Append(SymbolFonts.Show(xml.Text(), format.Font), format, paragraph);
                break;
            case "sym":
                Append(Sign(xml), format, paragraph);
                break;
            case "tab" or "ptab":
                paragraph.Text.Append('\t');
                break;
            case "noBreakHyphen":
                paragraph.Text.Append('-');
                break;
            case "cr" or "br":
                AppendBreak(xml["type"], paragraph.Text);
                break;
            case "lastRenderedPageBreak" when body.Breaks == WordPageBreaks.Rendered:
                paragraph.Text.Append(TextCleaning.PageBreak);
                break;
            case "fldChar":
                paragraph.Text.Append(FormField.Read(xml));
                break;
            case "footnoteReference":
                AddNote(paragraph, context.Footnotes.Take(xml["id"]));
                break;
            case "endnoteReference":
                AddNote(paragraph, context.Endnotes.Take(xml["id"]));
                break;
            case "commentReference":
                AddComment(paragraph, xml["id"] ?? "");
                break;
            case "delText" or "delInstrText" or "instrText":
                break;
            default:
                Read(xml, name, paragraph);
                break;
        }
    }

    private void Append(string text, WordRunFormat format, WordParagraph paragraph)
    {
        context.UnknownSignCount += text.AsSpan().Count(SymbolFonts.Unknown);
        paragraph.Marked.Append(text, new RunFormat(format.IsStruck == true, format.Position ?? RunPosition.Baseline));
    }

    private static string Sign(XmlCursor xml)
    {
        string? font = xml["font"];
        if (!ushort.TryParse(xml["char"], NumberStyles.HexNumber, CultureInfo.InvariantCulture, out ushort code))
        {
            return "";
        }

        string sign = ((char)code).ToString();
        return SymbolFonts.IsKnown(font) ? SymbolFonts.Show(sign, font) : char.GetUnicodeCategory((char)code) == UnicodeCategory.PrivateUse ? SymbolFonts.Unknown.ToString() : sign;
    }

    private void AppendBreak(string? type, StringBuilder text)
    {
        text.Append('\n');
        if (type == "page" && body.Breaks == WordPageBreaks.Written)
        {
            text.Append(TextCleaning.PageBreak);
        }
    }

    // A content control that is a check box contains a sign in a symbol font.
    private void ReadControl(XmlCursor xml, WordParagraph paragraph)
    {
        bool? isTicked = null;
        foreach (string name in xml.Children())
        {
            if (name == "sdtPr")
            {
                isTicked = FormField.IsTicked(xml);
            }
            else if (isTicked is { } ticked && name == "sdtContent")
            {
                paragraph.Text.Append(FormField.Box(ticked));
            }
            else
            {
                Read(xml, name, paragraph);
            }
        }
    }

    private void AddNote(WordParagraph paragraph, WordNote? note)
    {
        if (note is { } found)
        {
            string mark = string.Create(CultureInfo.InvariantCulture, $"[{++_noteCount}]");
            paragraph.Text.Append(mark);
            paragraph.Following.Add(new TextBlock(DocumentPartKind.Note, 0, $"{mark} {found.Text}"));
        }
    }

    private static void EndComment(string id, WordParagraph paragraph)
    {
        const int MaxLength = 100;
        if (paragraph.Comments.TryGetValue(id, out (int Start, string? Words) range) && range.Start <= paragraph.Text.Length)
        {
            string words = paragraph.Text.ToString(range.Start, Math.Min(paragraph.Text.Length - range.Start, MaxLength)).ReplaceLineEndings(" ").Trim();
            bool isCut = paragraph.Text.Length - range.Start > MaxLength;
            paragraph.Comments[id] = (range.Start, words.Length == 0 ? null : isCut ? $"\"{words}…\"" : $"\"{words}\"");
        }
    }

    private void AddComment(WordParagraph paragraph, string id)
    {
        if (context.Comments.Take(id) is { } comment)
        {
            paragraph.Following.Add(CommentText.Block(comment.Author, paragraph.Comments.GetValueOrDefault(id).Words, comment.Text));
        }
    }

    // Returns false if it is not a graphic.
    private bool ReadGraphic(XmlCursor xml, string name, WordParagraph paragraph)
    {
        switch (name)
        {
            case "drawing" or "pict" or "object":
                ReadObject(xml, paragraph);
                return true;
            case "txbxContent":
                body.ReadOnGround(xml, block => paragraph.Following.Add(block with { Text = block.Text.Replace("\f", "", StringComparison.Ordinal) }));
                return true;
            case "txBody":
                paragraph.Following.AddRange(DrawingParagraphs.Read(xml).Select(found => new TextBlock(DocumentPartKind.Paragraph, 0, found.Text)));
                return true;
            case "textpath":
                paragraph.Following.Add(new TextBlock(DocumentPartKind.Paragraph, 0, xml["string"] ?? ""));
                return true;
            case "OLEObject":
                _isAttached = true;
                return true;
            case "chart" or "relIds":
                paragraph.Following.AddRange(context.Graphics.TryRead(xml, relationships) ?? []);
                return true;
            default:
                return false;
        }
    }

    private void ReadObject(XmlCursor xml, WordParagraph paragraph)
    {
        int before = paragraph.Following.Count;
        bool wasAttached = _isAttached;
        _isAttached = false;
        Read(xml, paragraph);
        // An embedded file is listed among those that are not read.
        context.PictureCount += paragraph.Following.Count == before && !_isAttached ? 1 : 0;
        _isAttached = wasAttached;
    }
}
