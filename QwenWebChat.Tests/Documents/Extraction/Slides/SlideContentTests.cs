using QwenWebChat.Documents.Extraction;
using QwenWebChat.Tests.Documents.Extraction.Office;

namespace QwenWebChat.Tests.Documents.Extraction.Slides;

/// <summary>Text that a slide shows beside its paragraphs.</summary>
public sealed class SlideContentTests
{
    private const string Presentation = "ppt/presentation.xml";
    private const string First = "ppt/slides/slide1.xml";
    private const string Second = "ppt/slides/slide2.xml";

    [Fact]
    public async Task Read_ChartsAndDiagrams_AreText()
    {
        DocumentText document = await Read(
            Frame("""<c:chart r:id="c1"/>""") + Frame("""<dgm:relIds r:dm="d1" r:lo="x"/>""") + Frame("""<c:chart r:id="missing"/>"""),
            "",
            (First, "c1", "chart", "ppt/charts/chart1.xml", RawPackage.Chart), (First, "d1", "diagramData", "ppt/diagrams/data1.xml", RawPackage.Diagram));

        Assert.Equal(["Paragraph Ships a month", "TableRow | In | Out", "TableRow May | 41% |", "TableRow June | 50% | 7", "ListItem1 - Survey", "ListItem1 - Dredge", "ListItem2 - by day"], document.Lines());
        Assert.Equal([new ReadingProblem(ReadingProblemKind.PicturesSkipped, 1, null, 1)], document.Problems);

        static string Frame(string graphic) => $"<p:graphicFrame><a:graphic><a:graphicData>{graphic}</a:graphicData></a:graphic></p:graphicFrame>";
    }

    [Fact]
    public async Task Read_NumberedParagraphs_AreCountedAsOnTheSlide()
    {
        DocumentText document = await Read(
            Shape("body",
                Item("""<a:buAutoNum type="arabicPeriod"/>""", "open"), Item("""<a:buAutoNum type="alphaLcParenR"/>""", "left", 1), Item("""<a:buAutoNum type="alphaLcParenR"/>""", "right", 1), Item("""<a:buAutoNum type="arabicPeriod"/>""", "close"),
                Item("""<a:buChar char="•"/>""", "then"), Item("""<a:buAutoNum type="romanUcPeriod" startAt="4"/>""", "four"), Item("""<a:buAutoNum type="romanUcPeriod" startAt="4"/>""", "five")),
            "");

        Assert.Equal(["ListItem1 1. open", "ListItem2 a) left", "ListItem2 b) right", "ListItem1 2. close", "ListItem1 - then", "ListItem1 IV. four", "ListItem1 V. five"], document.Lines());

        static string Item(string bullet, string text, int level = 0) => $"""<a:p><a:pPr lvl="{level}">{bullet}</a:pPr><a:r><a:t>{text}</a:t></a:r></a:p>""";
    }

    [Fact]
    public async Task Read_Footers_AreThereOnceAndCommentsHaveTheirAuthors()
    {
        string slide = Shape("ftr", Text("Harbour office")) + Shape("sldNum", Text("1"));
        DocumentText document = await Read(
            slide, slide + Shape("dt", Text("12 March")),
            (First, "m1", "comments", "ppt/comments/comment1.xml", """<p:cmLst><p:cm authorId="0" idx="1"><p:text>Update this.</p:text></p:cm></p:cmLst>"""),
            (Presentation, "a1", "commentAuthors", "ppt/commentAuthors.xml", """<p:cmAuthorLst><p:cmAuthor id="0" name="Wei"/></p:cmAuthorLst>"""),
            (Second, "m2", "comments", "ppt/comments/comment2.xml", """<p:cmLst><p:cm authorId="{1}"><p:replyLst><p:reply authorId="{2}"><p:txBody><a:p><a:r><a:t>Done.</a:t></a:r></a:p></p:txBody></p:reply></p:replyLst><p:txBody><a:p><a:r><a:t>Is it?</a:t></a:r></a:p></p:txBody></p:cm></p:cmLst>"""),
            (Presentation, "a2", "authors", "ppt/authors.xml", """<p:authorLst><p:author id="{1}" name="Ada"/></p:authorLst>"""));

        Assert.Equal(["Paragraph Harbour office", "Note Comment by Wei: Update this.", "Paragraph 12 March", "Note Comment by Ada: Is it?", "Note Comment: Done."], document.Lines());
    }

    [Fact]
    public async Task Read_SetTextAndSigns_AreMarked()
    {
        DocumentText document = await Read(
            Shape("", """<a:p><a:r><a:t>10</a:t></a:r><a:r><a:rPr baseline="30000"/><a:t>6</a:t></a:r><a:r><a:rPr strike="sngStrike"/><a:t> old</a:t></a:r><a:r><a:rPr><a:latin typeface="Wingdings"/></a:rPr><a:t> ü</a:t></a:r><a:r><a:rPr><a:sym typeface="Wingdings"/></a:rPr><a:t> so &#xF0E0;</a:t></a:r></a:p>""")
            + """<p:sp><p:nvSpPr><p:cNvPr id="2" name="x" hidden="1"/></p:nvSpPr><p:txBody><a:p><a:r><a:t>Hidden</a:t></a:r></a:p></p:txBody></p:sp>""",
            "");

        Assert.Equal("10^6 ~~old~~ ✓ so →", document.Text);
        Assert.Equal([new ReadingProblem(ReadingProblemKind.HiddenTextLeftOut, 1, null, 1)], document.Problems);
    }

    [Fact]
    public async Task Read_EmbeddedFile_IsNamed()
    {
        DocumentText document = await Read(
            """<p:graphicFrame><a:graphic><a:graphicData><mc:AlternateContent><mc:Choice Requires="v"><p:oleObj r:id="o1"/></mc:Choice><mc:Fallback><p:oleObj r:id="o1"/></mc:Fallback></mc:AlternateContent></a:graphicData></a:graphic></p:graphicFrame>""",
            "",
            (First, "o1", "package", "ppt/embeddings/Budget.xlsx", "x"));

        Assert.Equal([new ReadingProblem(ReadingProblemKind.AttachedFilesLeftOut, 1, "Budget.xlsx", 1)], document.Problems);
    }

    private static string Shape(string placeholder, params string[] paragraphs) =>
        $"""<p:sp><p:nvSpPr><p:cNvPr id="2" name="x"/><p:nvPr>{(placeholder.Length > 0 ? $"""<p:ph type="{placeholder}"/>""" : "")}</p:nvPr></p:nvSpPr><p:txBody>{string.Concat(paragraphs)}</p:txBody></p:sp>""";

    private static string Text(string text) => $"<a:p><a:r><a:t>{text}</a:t></a:r></a:p>";

    private static Task<DocumentText> Read(string first, string second, params (string Owner, string Id, string Type, string Name, string Content)[] parts) =>
        Reading.Bytes(
            RawPackage.Create(
                Presentation, """<p:presentation><p:sldIdLst><p:sldId id="256" r:id="r1"/><p:sldId id="257" r:id="r2"/></p:sldIdLst></p:presentation>""",
                [(Presentation, "r1", "slide", First, Slide(first)), (Presentation, "r2", "slide", Second, Slide(second)), .. parts]),
            "a.pptx");

    private static string Slide(string shapes) => $"<p:sld><p:cSld><p:spTree>{shapes}</p:spTree></p:cSld></p:sld>";
}
