using System.Text;
using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Presentation;
using DocumentFormat.OpenXml.Spreadsheet;
using QwenWebChat.Tests.Documents.Extraction.Epub;
using QwenWebChat.Tests.Documents.Extraction.Pdf;
using QwenWebChat.Tests.Documents.Extraction.Sheets;
using QwenWebChat.Tests.Documents.Extraction.Word;
using A = DocumentFormat.OpenXml.Drawing;
using W = DocumentFormat.OpenXml.Wordprocessing;

namespace QwenWebChat.Tests.Documents;

/// <summary>Files of each format with pages, whose first two pages are empty, then one that is not, then two more empty ones, then one that is not.</summary>
internal static class EmptyPages
{
    public const string Third = "The third page has words.";
    public const string Sixth = "The sixth page has words too.";

    private static readonly string?[] Pages = [null, null, Third, null, null, Sixth];

    public static byte[] Create(string extension) => extension switch
    {
        ".pdf" => Pdf(),
        ".pptx" => Pptx(),
        ".xlsx" => Xlsx(),
        ".epub" => Epub(),
        ".docx" => Docx(),
        _ => Encoding.UTF8.GetBytes(string.Join('\f', Pages)),
    };

    private static byte[] Pdf()
    {
        using SamplePdf pdf = new();
        foreach (string? text in Pages)
        {
            pdf.Page();
            if (text is not null)
            {
                pdf.Lines(72, 760, text);
            }
        }

        return pdf.Build();
    }

    private static byte[] Xlsx() => SampleXlsx.Create([.. Pages.Select((text, index) =>
        ($"Sheet{index + 1}", SheetStateValues.Visible, text is null ? Array.Empty<Row>() : [SampleXlsx.Row(SampleXlsx.Inline("A1", text))]))]);

    private static byte[] Docx() => SampleDocx.Create([.. Pages.SelectMany((text, index) => new OpenXmlElement?[]
    {
        index == 0 ? null : new W.Paragraph(new W.Run(new W.Break { Type = W.BreakValues.Page })),
        text is null ? null : SampleDocx.Paragraph(text),
    }).OfType<OpenXmlElement>()]);

    private static byte[] Epub()
    {
        const string Container = """<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles><rootfile full-path="book.opf"/></rootfiles></container>""";
        IEnumerable<string> items = Pages.Select((_, index) => $"""<item id="c{index}" href="c{index}.xhtml" media-type="application/xhtml+xml"/>""");
        IEnumerable<string> spine = Pages.Select((_, index) => $"""<itemref idref="c{index}"/>""");
        string book = $"""
            <package xmlns="http://www.idpf.org/2007/opf" xmlns:dc="http://purl.org/dc/elements/1.1/"><metadata><dc:title>Gaps</dc:title></metadata>
            <manifest>{string.Concat(items)}</manifest><spine>{string.Concat(spine)}</spine></package>
            """;
        IEnumerable<(string, string)> chapters = Pages.Select((text, index) =>
            ($"c{index}.xhtml", $"""<html xmlns="http://www.w3.org/1999/xhtml"><head><title/></head><body>{(text is null ? "" : $"<p>{text}</p>")}</body></html>"""));
        return SampleEpub.Zip([("mimetype", "application/epub+zip"), ("META-INF/container.xml", Container), ("book.opf", book), .. chapters]);
    }

    private static byte[] Pptx()
    {
        using MemoryStream stream = new();
        using (PresentationDocument document = PresentationDocument.Create(stream, PresentationDocumentType.Presentation))
        {
            PresentationPart presentation = document.AddPresentationPart();
            SlideIdList slides = new();
            presentation.Presentation = new Presentation(slides);
            foreach (string? text in Pages)
            {
                SlidePart slide = presentation.AddNewPart<SlidePart>();
                ShapeTree tree = new(
                    new NonVisualGroupShapeProperties(new NonVisualDrawingProperties { Id = 1, Name = "" }, new NonVisualGroupShapeDrawingProperties(), new ApplicationNonVisualDrawingProperties()),
                    new GroupShapeProperties());
                if (text is not null)
                {
                    tree.Append(Shape(text));
                }

                slide.Slide = new Slide(new CommonSlideData(tree));
                slides.Append(new SlideId { Id = 256 + (uint)slides.ChildElements.Count, RelationshipId = presentation.GetIdOfPart(slide) });
            }
        }

        return stream.ToArray();
    }

    private static Shape Shape(string text) => new(
        new NonVisualShapeProperties(new NonVisualDrawingProperties { Id = 2, Name = "Text" }, new NonVisualShapeDrawingProperties(), new ApplicationNonVisualDrawingProperties()),
        new ShapeProperties(),
        new TextBody(new A.BodyProperties(), new A.Paragraph(new A.Run(new A.Text(text)))));
}
