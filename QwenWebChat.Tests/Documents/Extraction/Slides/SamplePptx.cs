using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Presentation;
using A = DocumentFormat.OpenXml.Drawing;

namespace QwenWebChat.Tests.Documents.Extraction.Slides;

/// <summary>PowerPoint presentations: as much of one as a reader of text looks at.</summary>
internal static class SamplePptx
{
    public static byte[] CreateFull()
    {
        using MemoryStream stream = new();
        using (PresentationDocument document = PresentationDocument.Create(stream, PresentationDocumentType.Presentation))
        {
            PresentationPart presentation = document.AddPresentationPart();
            presentation.Presentation = new Presentation(new SlideIdList());
            Add(presentation, false, "What to say here.", Shape(PlaceholderValues.Body, "First point", "\tA detail"), Shape(PlaceholderValues.Title, "Results"), Shape(PlaceholderValues.SlideNumber, "1"), Shape(null, "A free text"));
            Add(presentation, true, null, Shape(PlaceholderValues.Title, "Backup"), Shape(null, "Hidden"));
            Add(presentation, false, null, Shape(PlaceholderValues.CenteredTitle, "数据"), Table(["Year", "Sales"], ["2024", "12"]));
        }

        return stream.ToArray();
    }

    private static void Add(PresentationPart presentation, bool isHidden, string? notes, params OpenXmlElement[] shapes)
    {
        SlidePart slide = presentation.AddNewPart<SlidePart>();
        slide.Slide = new Slide(new CommonSlideData(Tree(shapes)));
        if (isHidden)
        {
            slide.Slide.Show = false;
        }

        if (notes is not null)
        {
            slide.AddNewPart<NotesSlidePart>().NotesSlide = new NotesSlide(new CommonSlideData(Tree(Shape(PlaceholderValues.SlideImage, "1"), Shape(PlaceholderValues.Body, notes))));
        }

        SlideIdList list = presentation.Presentation!.SlideIdList!;
        list.Append(new SlideId { Id = 256 + (uint)list.ChildElements.Count, RelationshipId = presentation.GetIdOfPart(slide) });
    }

    private static ShapeTree Tree(params OpenXmlElement[] shapes)
    {
        ShapeTree tree = new(new NonVisualGroupShapeProperties(new NonVisualDrawingProperties { Id = 1, Name = "" }, new NonVisualGroupShapeDrawingProperties(), new ApplicationNonVisualDrawingProperties()), new GroupShapeProperties());
        tree.Append(shapes);
        return tree;
    }

    // A tab makes a paragraph one of the second level.
    private static Shape Shape(PlaceholderValues? placeholder, params string[] paragraphs) => new(
        new NonVisualShapeProperties(
            new NonVisualDrawingProperties { Id = 2, Name = "Shape" },
            new NonVisualShapeDrawingProperties(),
            placeholder is { } type ? new ApplicationNonVisualDrawingProperties(new PlaceholderShape { Type = type }) : new ApplicationNonVisualDrawingProperties()),
        new ShapeProperties(),
        new TextBody(
            new OpenXmlElement[] { new A.BodyProperties() }.Concat(paragraphs.Select(text => Paragraph(text.TrimStart('\t'), text.StartsWith('\t') ? 1 : 0)))));

    private static A.Paragraph Paragraph(string text, int level = 0) => new(new A.ParagraphProperties { Level = level }, new A.Run(new A.Text(text)));

    private static GraphicFrame Table(params string[][] rows) => new(
        new NonVisualGraphicFrameProperties(new NonVisualDrawingProperties { Id = 3, Name = "Table" }, new NonVisualGraphicFrameDrawingProperties(), new ApplicationNonVisualDrawingProperties()),
        new Transform(),
        new A.Graphic(new A.GraphicData(new A.Table(rows.Select(row => new A.TableRow(row.Select(cell => new A.TableCell(new A.TextBody(new A.BodyProperties(), Paragraph(cell)), new A.TableCellProperties())))))) { Uri = "http://schemas.openxmlformats.org/drawingml/2006/table" }));
}
