using System.Globalization;
using QwenWebChat.Documents.Extraction.Office;
using QwenWebChat.Documents.Extraction.Packages;

namespace QwenWebChat.Documents.Extraction.Word;

/// <summary>Reads the properties of paragraphs and runs.</summary>
internal static class WordProperties
{
    /// <summary>Reads <c>w:pPr</c>.</summary>
    public static void Read(XmlCursor xml, WordParagraph paragraph)
    {
        foreach (string name in xml.Children())
        {
            switch (name)
            {
                case "pStyle":
                    paragraph.StyleId = xml["val"];
                    break;
                case "outlineLvl":
                    paragraph.OutlineLevel = Number(xml["val"]);
                    break;
                case "pageBreakBefore":
                    paragraph.BreaksPageBefore = IsOn(xml);
                    break;
                case "numPr":
                    ReadList(xml, paragraph);
                    break;
                case "sectPr":
                    paragraph.EndsSection = true;
                    break;
                case "shd":
                    paragraph.IsShaded = IsShade(xml);
                    break;
                case "rPr":
                    ReadMark(xml, paragraph);
                    break;
                case "framePr" when xml["dropCap"] is "drop" or "margin":
                    // A drop cap is a paragraph of its own, though it begins the next one.
                    paragraph.GoesOn = true;
                    break;
            }
        }
    }

    /// <summary>Reads <c>w:rPr</c>.</summary>
    public static WordRunFormat ReadRun(XmlCursor xml)
    {
        WordRunFormat format = default;
        foreach (string name in xml.Children())
        {
            format = name switch
            {
                "rStyle" => format with { StyleId = xml["val"] },
                "vanish" => format with { IsHidden = IsOn(xml) },
                "strike" or "dstrike" => format with { IsStruck = IsOn(xml) || format.IsStruck == true },
                "vertAlign" => format with { Position = PositionOf(xml["val"]) },
                "color" => format with { IsWhite = IsWhite(xml["val"]) },
                "shd" => format with { IsShaded = IsShade(xml) },
                "highlight" => format with { IsShaded = xml["val"] is not (null or "none" or "white") },
                "rFonts" => format with { Font = xml["ascii"] ?? xml["hAnsi"] },
                _ => format,
            };
        }

        return format;
    }

    /// <summary>Returns true if <c>w:shd</c> puts a background other than white behind the text.</summary>
    public static bool IsShade(XmlCursor xml) => xml["themeFill"] is not null || xml["val"] is not (null or "clear" or "nil") || !(xml["fill"] is null or "auto" || IsWhite(xml["fill"]));

    /// <summary>Returns true if a switch is on: it is present, and not explicitly off.</summary>
    public static bool IsOn(XmlCursor xml) => xml["val"] is not ("0" or "false" or "off");

    public static int? Number(string? value) => int.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number) ? number : null;

    private static bool IsWhite(string? color) => string.Equals(color, "FFFFFF", StringComparison.OrdinalIgnoreCase);

    private static RunPosition PositionOf(string? value) => value switch
    {
        "superscript" => RunPosition.Superscript,
        "subscript" => RunPosition.Subscript,
        _ => RunPosition.Baseline,
    };

    // The paragraph's end has properties of its own; if it is deleted, the next paragraph continues this one.
    private static void ReadMark(XmlCursor xml, WordParagraph paragraph)
    {
        foreach (string name in xml.Children())
        {
            paragraph.GoesOn |= name is "del" or "moveFrom";
        }
    }

    private static void ReadList(XmlCursor xml, WordParagraph paragraph)
    {
        foreach (string name in xml.Children())
        {
            if (name == "numId")
            {
                paragraph.ListId = Number(xml["val"]);
            }
            else if (name == "ilvl")
            {
                paragraph.ListLevel = Number(xml["val"]);
            }
        }
    }
}
