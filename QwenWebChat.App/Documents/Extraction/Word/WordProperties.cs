using System.Globalization;
using QwenWebChat.App.Documents.Extraction.Packages;

namespace QwenWebChat.App.Documents.Extraction.Word;

/// <summary>Properties of paragraphs and runs.</summary>
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
            }
        }
    }

    /// <summary>Whether <c>w:rPr</c> hides the run.</summary>
    public static bool IsHidden(XmlCursor xml)
    {
        bool isHidden = false;
        foreach (string name in xml.Children())
        {
            isHidden |= name == "vanish" && IsOn(xml);
        }

        return isHidden;
    }

    /// <summary>A switch is on if it is there, unless it says that it is off.</summary>
    public static bool IsOn(XmlCursor xml) => xml["val"] is not ("0" or "false" or "off");

    public static int? Number(string? value) => int.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number) ? number : null;

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
