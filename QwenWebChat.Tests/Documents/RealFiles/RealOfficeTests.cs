using QwenWebChat.Documents.Extraction;
using QwenWebChat.Tests.Documents.Extraction;

namespace QwenWebChat.Tests.Documents.RealFiles;

/// <summary>Workbooks, presentations and books by LibreOffice and pandoc.</summary>
[Slow]
[Collection(RealFileCollection.Name)]
public sealed class RealOfficeTests(MadeFiles files)
{
    [Fact]
    public async Task Read_Workbook_ShowsValuesAndResults()
    {
        DocumentText document = await MadeFiles.ReadAsync(await files.OfficeAsync("workbook.fods", "xlsx"));

        Assert.Equal(["Ships", "Secrets", "灯塔"], document.Pages.Select(page => page.Label));
        Assert.Equal("Ship | Came in | Tons | Share\nAlbatros | 2024-03-15 | 1,234.50 | 62.5%\n海鸥 |  | 740.70 | 37.5%\nAll |  | 1,975.20", document.PageText(1));
        Assert.Equal("第二盏灯 | 坏了", document.PageText(3));
        Assert.Equal([new ReadingProblem(ReadingProblemKind.HiddenPageLeftOut, 2, "Secrets")], document.Problems);
    }

    [Fact]
    public async Task Read_PrintedWorkbook_KeepsItsRows()
    {
        DocumentText document = await MadeFiles.ReadAsync(await files.OfficeAsync("workbook.fods", "pdf"));

        Assert.Contains("TableRow Albatros | 2024-03-15 | 1,234.50 | 62.5%", document.Lines());
        Assert.Contains("TableRow 海鸥 |  | 740.70 | 37.5%", document.Lines());
        Assert.DoesNotContain("Nobody", document.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_Presentation_HasItsOutlineAndNotes()
    {
        DocumentText document = await MadeFiles.ReadAsync(await files.OfficeAsync("slides.fodp", "pptx"));

        Assert.Equal(["The harbour in a year", "A slide for later", "港口"], document.Pages.Select(page => page.Label));
        Assert.Equal(
            [
                "Heading1 The harbour in a year", "ListItem1 - More ships than ever", "ListItem2 - Most of them small", "ListItem1 - Fewer accidents",
                "Note Say here how many.", "Heading1 港口", "TableRow Ship | Tons", "TableRow Albatros | 120",
            ],
            document.Lines());
        Assert.Equal([new ReadingProblem(ReadingProblemKind.HiddenPageLeftOut, 2, "A slide for later")], document.Problems);
    }

    [Fact]
    public async Task Read_PrintedPresentation_HasAPageForEachShownSlide()
    {
        DocumentText document = await MadeFiles.ReadAsync(await files.OfficeAsync("slides.fodp", "pdf"));

        Assert.Equal(
            [
                "Heading1 The harbour in a year", "ListItem1 • More ships than ever", "ListItem1 – Most of them small", "ListItem1 • Fewer accidents",
                "Heading1 港口", "TableRow Ship | Tons", "TableRow Albatros | 120",
            ],
            document.Lines());
        Assert.Equal([1, 2], document.Pages.Select(page => page.Number));
    }

    [Theory]
    [InlineData("epub")]
    [InlineData("docx")]
    [InlineData("html")]
    public async Task Read_Book_HasItsChapters(string format)
    {
        DocumentText document = await MadeFiles.ReadAsync(await files.PandocAsync("book.md", format));

        string[] lines = document.Lines();
        int first = Array.IndexOf(lines, "Heading1 The first chapter");
        Assert.Equal(
            [
                "Heading1 The first chapter", "Paragraph " + Story.Paragraph(500, 6), "ListItem1 - one lamp", "ListItem1 - one bell", "TableRow Ship | Tons", "TableRow Albatros | 120",
                "Heading2 A section", "Paragraph " + Sources.Chinese, "Heading1 The second chapter",
            ],
            lines[first..(first + 9)]);
        Expect.InOrder(document, [.. Story.Sentences(506, 6), "What the note says."]);
        Assert.Equal("The harbour book", document.Title);
        Assert.Equal(format == "epub" ? ["Title Page", "The first chapter", "The second chapter"] : [], document.Pages.Select(page => page.Label));
    }
}
