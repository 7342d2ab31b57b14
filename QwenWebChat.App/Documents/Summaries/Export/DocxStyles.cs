using System.Globalization;
using DocumentFormat.OpenXml.Wordprocessing;

namespace QwenWebChat.App.Documents.Summaries.Export;

/// <summary>The styles of an exported Word file, by the names that Word's outline uses.</summary>
internal static class DocxStyles
{
    public static Styles Make() => new(Heading("Title", "Title", null, 36), Heading("Heading1", "heading 1", 0, 32), Heading("Heading2", "heading 2", 1, 28), Heading("Heading3", "heading 3", 2, 24));

    private static Style Heading(string id, string name, int? level, int halfPoints)
    {
        StyleParagraphProperties paragraph = new(new KeepNext(), new SpacingBetweenLines { Before = "240", After = "120" });
        if (level is { } outline)
        {
            paragraph.Append(new OutlineLevel { Val = outline });
        }

        return new Style(
            new StyleName { Val = name },
            paragraph,
            new StyleRunProperties(new Bold(), new FontSize { Val = halfPoints.ToString(CultureInfo.InvariantCulture) }))
        { Type = StyleValues.Paragraph, StyleId = id };
    }
}
