using System.Globalization;
using QwenWebChat.Documents.Extraction.Packages;

namespace QwenWebChat.Documents.Extraction.OpenDocument;

/// <summary>Reads the inline content of a paragraph: text, the characters that elements stand for, notes and objects.</summary>
internal sealed partial class OdfText
{
    private const int MaxSpaces = 200;

    private int _noteCount;

    private void ReadInline(XmlCursor xml, OdfParagraph paragraph)
    {
        foreach (string name in xml.Content())
        {
            ReadInline(xml, name, paragraph);
        }
    }

    private void ReadInline(XmlCursor xml, string name, OdfParagraph paragraph)
    {
        switch (name)
        {
            case "":
                paragraph.AppendText(xml);
                break;
            case "s":
                paragraph.Append(' ', Math.Clamp(OdfStyles.Number(xml["c"]) ?? 1, 1, MaxSpaces));
                break;
            case "tab":
                paragraph.Append('\t');
                break;
            case "line-break":
                paragraph.Append('\n');
                break;
            case "soft-page-break":
                paragraph.Text.Append(hasPages && !_isInner ? "\f" : "");
                break;
            case "span" when styles.IsHidden("text", xml["style-name"]):
            case "hidden-text" when xml["is-hidden"] != "false":
                HiddenCount++;
                break;
            case "span" when styles.Position(xml["style-name"]) is { Length: > 0 } sign:
                ReadRaised(xml, sign, paragraph);
                break;
            case "fieldmark":
                ReadTickBox(xml, paragraph);
                break;
            case "hidden-paragraph":
                paragraph.IsHidden |= xml["is-hidden"] == "true";
                break;
            case "note":
                Inner(() => ReadNote(xml, paragraph));
                break;
            case "number" or "ruby-text" or "annotation-end" or "bookmark" or "script" or "title" or "desc" or "event-listeners":
                break;
            case "frame":
                Inner(() => ReadFrame(xml, paragraph.Following.Add, paragraph.Append));
                break;
            case "annotation" or "g" or "custom-shape" or "rect" or "ellipse" or "circle" or "line" or "polyline" or "polygon" or "path" or "connector"
                or "caption" or "measure" or "regular-polygon":
                ReadBlock(xml, name, paragraph.Following.Add);
                break;
            default:
                // Spans, links, fields and bases of ruby text.
                ReadInline(xml, paragraph);
                break;
        }
    }

    // 10 to the sixth must not become 106; the letters of "1st" need no sign.
    private void ReadRaised(XmlCursor xml, string sign, OdfParagraph paragraph)
    {
        int start = paragraph.Text.Length;
        ReadInline(xml, paragraph);
        bool isRaised = paragraph.Text.Length > start && (paragraph.Text[start] is '+' or '-' or '\u2212' || char.IsDigit(paragraph.Text[start]) || paragraph.Text.Length == start + 1);
        if (isRaised && start > 0 && (char.IsLetterOrDigit(paragraph.Text[start - 1]) || paragraph.Text[start - 1] is ')' or ']'))
        {
            paragraph.Text.Insert(start, sign);
        }
    }

    private static void ReadTickBox(XmlCursor xml, OdfParagraph paragraph)
    {
        bool isBox = xml["type"]?.EndsWith("CHECKBOX", StringComparison.Ordinal) == true;
        bool isTicked = false;
        foreach (string name in xml.Descendants())
        {
            isTicked |= name == "param" && xml["name"] == "Checkbox_Checked" && xml["value"] == "true";
        }

        paragraph.Append(isBox ? isTicked ? "\u2612" : "\u2610" : "");
    }

    private void ReadNote(XmlCursor xml, OdfParagraph paragraph)
    {
        List<string> texts = [];
        foreach (string name in xml.Children())
        {
            if (name == "note-body")
            {
                ReadBlocks(xml, block => texts.Add(block.Text.Trim()));
            }
        }

        string text = string.Join(' ', texts.Where(part => part.Length > 0));
        if (text.Length > 0)
        {
            string mark = string.Create(CultureInfo.InvariantCulture, $"[{++_noteCount}]");
            paragraph.Append(mark);
            paragraph.Following.Add(new TextBlock(DocumentPartKind.Note, 0, $"{mark} {text}"));
        }
    }
}
