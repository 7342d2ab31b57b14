using System.Globalization;
using System.Text;
using QwenWebChat.App.Documents.Extraction.Packages;

namespace QwenWebChat.App.Documents.Extraction.Slides;

/// <summary>What a slide, or its page of notes, says: the title first, everything else in the order in which it is drawn.</summary>
internal sealed class SlideText
{
    private readonly List<(DocumentPartKind Kind, int Level, string Text)> _body = [];

    public string? Title { get; private set; }

    public IReadOnlyList<(DocumentPartKind Kind, int Level, string Text)> Body => _body;

    public int PictureCount { get; private set; }

    public bool IsHidden { get; private set; }

    public static SlideText Read(XmlCursor xml)
    {
        SlideText slide = new() { IsHidden = xml["show"] is "0" or "false" };
        slide.ReadShapes(xml);
        return slide;
    }

    private void ReadShapes(XmlCursor xml)
    {
        foreach (string name in xml.Children())
        {
            switch (name)
            {
                case "sp":
                    ReadShape(xml);
                    break;
                case "graphicFrame":
                    ReadFrame(xml);
                    break;
                case "pic":
                    PictureCount++;
                    break;
                case "cSld" or "spTree" or "grpSp" or "AlternateContent" or "Choice":
                    ReadShapes(xml);
                    break;
            }
        }
    }

    private void ReadShape(XmlCursor xml)
    {
        string? placeholder = null;
        bool isHidden = false;
        foreach (string name in xml.Children())
        {
            if (name == "nvSpPr")
            {
                foreach (string property in xml.Descendants())
                {
                    isHidden |= property == "cNvPr" && xml["hidden"] is "1" or "true";
                    placeholder = property == "ph" ? xml["type"] ?? "obj" : placeholder;
                }
            }
            else if (name == "txBody" && !isHidden && placeholder is not ("sldNum" or "dt" or "ftr" or "hdr" or "sldImg"))
            {
                Add(ReadParagraphs(xml), placeholder);
            }
        }
    }

    private void Add(List<SlideParagraph> paragraphs, string? placeholder)
    {
        if (placeholder is "title" or "ctrTitle")
        {
            Title ??= string.Join(' ', paragraphs.Select(paragraph => paragraph.Text.ReplaceLineEndings(" ").Trim()));
            return;
        }

        foreach (SlideParagraph paragraph in paragraphs.Where(paragraph => !string.IsNullOrWhiteSpace(paragraph.Text)))
        {
            // Layouts give bullets to their text, free text boxes have none.
            bool isItem = paragraph.HasBullet ?? (placeholder is "body" or "obj" && (paragraphs.Count > 1 || paragraph.Level > 0));
            _body.Add(isItem
                ? (DocumentPartKind.ListItem, paragraph.Level + 1, new string(' ', 2 * paragraph.Level) + "- " + paragraph.Text.Trim())
                : (DocumentPartKind.Paragraph, 0, paragraph.Text));
        }
    }

    private static List<SlideParagraph> ReadParagraphs(XmlCursor xml)
    {
        List<SlideParagraph> paragraphs = [];
        foreach (string name in xml.Children())
        {
            if (name == "p")
            {
                paragraphs.Add(ReadParagraph(xml));
            }
        }

        return paragraphs;
    }

    private static SlideParagraph ReadParagraph(XmlCursor xml)
    {
        StringBuilder text = new();
        int level = 0;
        bool? hasBullet = null;
        foreach (string name in xml.Children())
        {
            switch (name)
            {
                case "pPr":
                    level = int.TryParse(xml["lvl"], NumberStyles.None, CultureInfo.InvariantCulture, out int found) ? Math.Min(found, 8) : 0;
                    foreach (string property in xml.Children())
                    {
                        hasBullet = property switch
                        {
                            "buNone" => false,
                            "buChar" or "buAutoNum" or "buBlip" => true,
                            _ => hasBullet,
                        };
                    }

                    break;
                case "br":
                    text.Append('\n');
                    break;
                default:
                    // Runs, fields and formulas keep their text in elements of the same name.
                    AppendRuns(xml, text);
                    break;
            }
        }

        return new SlideParagraph(text.ToString(), level, hasBullet);
    }

    private static void AppendRuns(XmlCursor xml, StringBuilder text)
    {
        foreach (string name in xml.Children())
        {
            if (name == "t")
            {
                xml.AppendText(text);
            }
            else if (name is not ("rPr" or "pPr" or "Fallback"))
            {
                AppendRuns(xml, text);
            }
        }
    }

    // A table, or a chart or diagram, which are pictures here.
    private void ReadFrame(XmlCursor xml)
    {
        int rows = 0;
        foreach (string name in xml.Children())
        {
            rows += name == "graphic" ? ReadTables(xml) : 0;
        }

        PictureCount += rows == 0 ? 1 : 0;
    }

    private int ReadTables(XmlCursor xml)
    {
        int rows = 0;
        foreach (string name in xml.Children())
        {
            if (name == "tr")
            {
                rows++;
                ReadRow(xml);
            }
            else if (name is "graphicData" or "tbl")
            {
                rows += ReadTables(xml);
            }
        }

        return rows;
    }

    private void ReadRow(XmlCursor xml)
    {
        List<string> cells = [];
        foreach (string name in xml.Children())
        {
            if (name != "tc")
            {
                continue;
            }

            List<string> texts = [];
            foreach (string part in xml.Children())
            {
                if (part == "txBody")
                {
                    texts.AddRange(ReadParagraphs(xml).Select(paragraph => paragraph.Text.ReplaceLineEndings(" ").Trim()));
                }
            }

            cells.Add(string.Join(' ', texts));
        }

        if (!cells.TrueForAll(cell => cell.Length == 0))
        {
            _body.Add((DocumentPartKind.TableRow, 0, string.Join(" | ", cells)));
        }
    }
}
