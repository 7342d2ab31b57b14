using System.Globalization;
using QwenWebChat.Documents.Extraction.Packages;

namespace QwenWebChat.Documents.Extraction.Office;

/// <summary>Reads paragraphs of DrawingML (ECMA-376, 21.1.2), which shapes, tables, diagrams and comments share.</summary>
internal static class DrawingParagraphs
{
    private const int MaxLevel = 8;

    /// <summary>Reads the paragraphs within the current element, such as <c>p:txBody</c>.</summary>
    public static List<DrawingParagraph> Read(XmlCursor xml)
    {
        List<DrawingParagraph> paragraphs = [];
        foreach (string name in xml.Children())
        {
            if (name == "p")
            {
                paragraphs.Add(ReadParagraph(xml));
            }
        }

        return paragraphs;
    }

    /// <summary>Joins the paragraphs on one line.</summary>
    public static string Line(IEnumerable<DrawingParagraph> paragraphs) =>
        string.Join(' ', paragraphs.Select(paragraph => paragraph.Text.ReplaceLineEndings(" ").Trim()).Where(text => text.Length > 0));

    private static DrawingParagraph ReadParagraph(XmlCursor xml)
    {
        MarkedText text = new();
        DrawingParagraph paragraph = default;
        foreach (string name in xml.Children())
        {
            if (name == "pPr")
            {
                paragraph = ReadProperties(xml);
            }
            else
            {
                ReadInline(xml, name, text);
            }
        }

        text.Close();
        return paragraph with { Text = text.Text.ToString() };
    }

    private static DrawingParagraph ReadProperties(XmlCursor xml)
    {
        DrawingParagraph paragraph = new("", int.TryParse(xml["lvl"], NumberStyles.None, CultureInfo.InvariantCulture, out int level) ? Math.Min(level, MaxLevel) : 0, null, null, 1);
        foreach (string name in xml.Children())
        {
            paragraph = name switch
            {
                "buNone" => paragraph with { HasBullet = false },
                "buChar" or "buBlip" => paragraph with { HasBullet = true },
                "buAutoNum" => paragraph with
                {
                    HasBullet = true,
                    Numbering = xml["type"] ?? "arabicPeriod",
                    StartAt = int.TryParse(xml["startAt"], NumberStyles.None, CultureInfo.InvariantCulture, out int start) ? start : 1,
                },
                _ => paragraph,
            };
        }

        return paragraph;
    }

    private static void ReadInline(XmlCursor xml, string name, MarkedText text)
    {
        switch (name)
        {
            case "r" or "fld":
                ReadRun(xml, text);
                break;
            case "br":
                text.Text.Append('\n');
                break;
            case "oMath":
                OfficeMath.Append(xml, text.Text);
                break;
            case "AlternateContent":
                foreach (string _ in xml.Children().Take(1))
                {
                    ReadInlines(xml, text);
                }

                break;
            case "m" or "oMathPara":
                ReadInlines(xml, text);
                break;
        }
    }

    private static void ReadInlines(XmlCursor xml, MarkedText text)
    {
        foreach (string name in xml.Children())
        {
            ReadInline(xml, name, text);
        }
    }

    private static void ReadRun(XmlCursor xml, MarkedText text)
    {
        RunFormat format = default;
        string? font = null;
        string? signFont = null;
        foreach (string name in xml.Children())
        {
            if (name == "rPr")
            {
                format = new RunFormat(xml["strike"] is "sngStrike" or "dblStrike", Position(xml["baseline"]));
                foreach (string property in xml.Children())
                {
                    font = property == "latin" ? xml["typeface"] : font;
                    signFont = property == "sym" ? xml["typeface"] : signFont;
                }
            }
            else if (name == "t")
            {
                text.Append(SymbolFonts.Show(SymbolFonts.Show(xml.Text(), font), signFont, onlyMoved: true), format);
            }
        }
    }

    private static RunPosition Position(string? baseline) =>
        baseline is null or "" or "0" or "0%" ? RunPosition.Baseline : baseline[0] == '-' ? RunPosition.Subscript : RunPosition.Superscript;
}
