using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Wordprocessing;

namespace QwenWebChat.Tests.Documents.Extraction.Word;

/// <summary>Word documents, written with the format's own library: the reader does not use it.</summary>
internal static class SampleDocx
{
    /// <summary>A document with these elements in its body.</summary>
    public static byte[] Create(params OpenXmlElement[] body)
    {
        using MemoryStream stream = new();
        using (WordprocessingDocument document = WordprocessingDocument.Create(stream, WordprocessingDocumentType.Document))
        {
            MainDocumentPart main = document.AddMainDocumentPart();
            main.Document = new Document(new Body(body.Select(element => element.CloneNode(true))));
            main.AddNewPart<StyleDefinitionsPart>().Styles = Styles();
            main.AddNewPart<NumberingDefinitionsPart>().Numbering = Lists();
            main.AddNewPart<FootnotesPart>().Footnotes = new Footnotes(
                new Footnote(new Paragraph(new Run(new SeparatorMark()))) { Id = -1, Type = FootnoteEndnoteValues.Separator },
                new Footnote(new Paragraph(new Run(new FootnoteReferenceMark()), Text(" What the footnote says."))) { Id = 2 });
            main.AddNewPart<EndnotesPart>().Endnotes = new Endnotes(new Endnote(new Paragraph(Text("What the endnote says."))) { Id = 3 });
            document.PackageProperties.Title = "The report";
        }

        return stream.ToArray();
    }

    /// <summary>One of each: headings, lists, a table, notes, breaks.</summary>
    public static byte[] CreateFull() => Create(
        Styled("Heading1", "Introduction"),
        Paragraph("First paragraph with 中文 in it."),
        Item(1, 0, "one"),
        Item(1, 1, "deeper"),
        new Paragraph(Text("Before the note"), new Run(new FootnoteReference { Id = 2 }), Text(" and after.")),
        new Paragraph(Text("End of page one."), new Run(new Break { Type = BreakValues.Page }), Text("Start of page two.")),
        Table(["Name", "Age"], ["Li Wei", "30"]),
        Styled("Heading2", "Conclusion"));

    public static Paragraph Paragraph(string text) => new(Text(text));

    public static Run Text(string text) => new(new Text(text) { Space = SpaceProcessingModeValues.Preserve });

    public static Paragraph Styled(string style, string text) => new(new ParagraphProperties(new ParagraphStyleId { Val = style }), Text(text));

    public static Paragraph Item(int list, int level, string text) => new(
        new ParagraphProperties(new NumberingProperties(new NumberingLevelReference { Val = level }, new NumberingId { Val = list })), Text(text));

    public static Table Table(params string[][] rows) =>
        new(rows.Select(row => new TableRow(row.Select(cell => new TableCell(Paragraph(cell))))));

    private static Styles Styles() => new(
        Style("Heading1", "heading 1", null),
        Style("berschrift2", "heading 2", null),
        Style("Heading2", "Meine Überschrift", "berschrift2"),
        new Style(new StyleName { Val = "Clause" }, new StyleParagraphProperties(new OutlineLevel { Val = 2 })) { Type = StyleValues.Paragraph, StyleId = "Clause" });

    private static Style Style(string id, string name, string? basedOn)
    {
        Style style = new(new StyleName { Val = name }) { Type = StyleValues.Paragraph, StyleId = id };
        if (basedOn is not null)
        {
            style.Append(new BasedOn { Val = basedOn });
        }

        return style;
    }

    // List 1 has bullets, list 2 numbers like 1. and 1.1, list 3 Chinese ones.
    private static Numbering Lists() => new(
        new AbstractNum(Level(0, NumberFormatValues.Bullet, "\uF0B7"), Level(1, NumberFormatValues.Bullet, "o")) { AbstractNumberId = 1 },
        new AbstractNum(Level(0, NumberFormatValues.Decimal, "%1."), Level(1, NumberFormatValues.Decimal, "%1.%2")) { AbstractNumberId = 2 },
        new AbstractNum(Level(0, NumberFormatValues.ChineseCounting, "第%1条")) { AbstractNumberId = 3 },
        new NumberingInstance(new AbstractNumId { Val = 1 }) { NumberID = 1 },
        new NumberingInstance(new AbstractNumId { Val = 2 }) { NumberID = 2 },
        new NumberingInstance(new AbstractNumId { Val = 3 }) { NumberID = 3 });

    private static Level Level(int index, NumberFormatValues format, string text) => new(
        new StartNumberingValue { Val = 1 }, new NumberingFormat { Val = format }, new LevelText { Val = text })
    { LevelIndex = index };
}
