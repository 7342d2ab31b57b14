using QwenWebChat.Documents.Extraction.Packages;

namespace QwenWebChat.Documents.Extraction.Office;

/// <summary>
/// The texts of the shapes of a slide, its notes page or a sheet's drawing: the title separately, everything else in drawing
/// order.
/// </summary>
internal sealed class ShapeText
{
    private readonly Relationships _relationships;
    private readonly OfficeGraphics _graphics;
    private readonly List<TextBlock> _body = [];
    private readonly List<string> _footers = [];

    private ShapeText(Relationships relationships, OfficeGraphics graphics)
    {
        _relationships = relationships;
        _graphics = graphics;
    }

    public string? Title { get; private set; }

    public IReadOnlyList<TextBlock> Body => _body;

    /// <summary>Footers and dates, which slides usually share.</summary>
    public IReadOnlyList<string> Footers => _footers;

    public int PictureCount { get; private set; }

    /// <summary>The number of texts in hidden shapes.</summary>
    public int HiddenCount { get; private set; }

    /// <summary>True for a slide that is skipped when the presentation is shown.</summary>
    public bool IsHidden { get; private set; }

    public static ShapeText Read(XmlCursor xml, Relationships relationships, OfficeGraphics graphics)
    {
        ShapeText text = new(relationships, graphics) { IsHidden = xml["show"] is "0" or "false" };
        text.ReadShapes(xml);
        return text;
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
                case "cSld" or "spTree" or "grpSp" or "twoCellAnchor" or "oneCellAnchor" or "absoluteAnchor":
                    ReadShapes(xml);
                    break;
                case "AlternateContent":
                    foreach (string _ in xml.Children().Take(1))
                    {
                        ReadShapes(xml);
                    }

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
            else if (name == "txBody" && placeholder is not ("sldNum" or "hdr" or "sldImg"))
            {
                List<DrawingParagraph> paragraphs = DrawingParagraphs.Read(xml);
                paragraphs.RemoveAll(paragraph => string.IsNullOrWhiteSpace(paragraph.Text));
                HiddenCount += isHidden && paragraphs.Count > 0 ? 1 : 0;
                Add(isHidden ? [] : paragraphs, placeholder);
            }
        }
    }

    private void Add(List<DrawingParagraph> paragraphs, string? placeholder)
    {
        if (paragraphs.Count == 0)
        {
            return;
        }

        switch (placeholder)
        {
            case "title" or "ctrTitle" when Title is null:
                Title = DrawingParagraphs.Line(paragraphs);
                break;
            case "ftr" or "dt":
                _footers.Add(DrawingParagraphs.Line(paragraphs));
                break;
            default:
                // Layouts give bullets to body text; text boxes have none.
                bool isList = placeholder is "body" or "obj";
                DrawingList list = new();
                _body.AddRange(paragraphs.Select(paragraph => list.Next(paragraph, isList && (paragraphs.Count > 1 || paragraph.Level > 0))));
                break;
        }
    }

    // A table, chart, diagram or embedded object; anything else counts as a picture.
    private void ReadFrame(XmlCursor xml)
    {
        bool isText = false;
        foreach (string name in xml.Children())
        {
            isText |= name == "graphic" && ReadGraphic(xml);
        }

        PictureCount += isText ? 0 : 1;
    }

    private bool ReadGraphic(XmlCursor xml)
    {
        bool isText = false;
        foreach (string name in xml.Children())
        {
            switch (name)
            {
                case "graphicData":
                    isText |= ReadGraphic(xml);
                    break;
                case "AlternateContent":
                    foreach (string _ in xml.Children().Take(1))
                    {
                        isText |= ReadGraphic(xml);
                    }

                    break;
                case "tbl":
                    isText |= ReadTable(xml);
                    break;
                case "oleObj":
                    // It is listed among the files that are not read.
                    isText = true;
                    break;
                default:
                    IReadOnlyList<TextBlock> blocks = _graphics.TryRead(xml, _relationships) ?? [];
                    _body.AddRange(blocks);
                    isText |= blocks.Count > 0;
                    break;
            }
        }

        return isText;
    }

    private bool ReadTable(XmlCursor xml)
    {
        int before = _body.Count;
        foreach (string name in xml.Children())
        {
            if (name == "tr")
            {
                ReadRow(xml);
            }
        }

        return _body.Count > before;
    }

    // Cells covered by merged cells exist, and are empty.
    private void ReadRow(XmlCursor xml)
    {
        List<string> cells = [];
        foreach (string name in xml.Children())
        {
            string cell = "";
            foreach (string part in name == "tc" ? xml.Children() : [])
            {
                cell = part == "txBody" ? DrawingParagraphs.Line(DrawingParagraphs.Read(xml)) : cell;
            }

            if (name == "tc")
            {
                cells.Add(cell);
            }
        }

        if (!cells.TrueForAll(string.IsNullOrEmpty))
        {
            _body.Add(new TextBlock(DocumentPartKind.TableRow, 0, string.Join(" | ", cells)));
        }
    }
}
