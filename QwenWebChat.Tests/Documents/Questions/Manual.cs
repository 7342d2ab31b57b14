using System.Globalization;
using System.Text;
using QwenWebChat.App.Documents.Questions;
using QwenWebChat.Documents.Extraction;

namespace QwenWebChat.Tests.Documents.Questions;

/// <summary>A document of many pages, each about a thing of its own.</summary>
internal static class Manual
{
    public static readonly string[] Things = ["pump", "valve", "gasket", "boiler", "turbine", "sensor", "bearing", "filter", "piston", "compressor"];

    /// <summary>A page for each number: three paragraphs on one of the things, which comes again after ten pages.</summary>
    public static DocumentText Of(int pageCount)
    {
        StringBuilder text = new();
        List<DocumentPart> parts = [];
        List<DocumentPage> pages = [];
        for (int page = 1; page <= pageCount; page++)
        {
            int start = text.Length;
            for (int paragraph = 1; paragraph <= 3; paragraph++)
            {
                int from = text.Length;
                text.Append(CultureInfo.InvariantCulture, $"On page {page} the {Things[(page - 1) % Things.Length]} is described in its part {paragraph}. ");
                text.Append(string.Concat(Enumerable.Repeat("It is made of steel and has to be looked after each year by somebody who knows. ", 3)).TrimEnd());
                parts.Add(new DocumentPart(from, text.Length - from, DocumentPartKind.Paragraph, 0, page));
                text.Append("\n\n");
            }

            pages.Add(new DocumentPage(page, null, start, text.Length - 2 - start));
        }

        text.Length -= 2;
        return new DocumentText { Text = text.ToString(), Format = FileFormat.Pdf, Parts = parts, Pages = pages };
    }

    public static DocumentText Plain(string text) => new() { Text = text, Format = FileFormat.Text, Parts = [new(0, text.Length, DocumentPartKind.Paragraph)] };

    public static SourceDocument Source(DocumentText text, string name = "manual.pdf", int number = 1) => new(Guid.NewGuid(), name, number, text);
}
