using QwenWebChat.Documents.Extraction;
using QwenWebChat.Tests.Documents.Extraction;

namespace QwenWebChat.Tests.Documents.RealFiles;

/// <summary>OpenDocument files as LibreOffice and pandoc write them.</summary>
[Slow]
[Collection(RealFileCollection.Name)]
public sealed class RealOpenDocumentTests(MadeFiles files)
{
    [Fact]
    public async Task Read_Report_IsTheSource()
    {
        DocumentText document = await MadeFiles.ReadAsync(await files.OfficeAsync("report.fodt", "odt"));

        Assert.Equal(
            [
                "Paragraph Office of the harbour master", "Heading1 The state of the harbour", "Paragraph " + Story.Paragraph(1, 8), "Heading2 What is broken", "Paragraph " + Story.Paragraph(9, 5),
                "ListItem1 - The second lamp of the outer mole.", "ListItem1 - The bell.", "ListItem1 1. Mend the lamp.", "ListItem1 2. Cast a new bell.",
                "Paragraph The bell was cast long ago[1] and has been heard in every fog since.", "Note [1] By a founder whose name is lost.",
                "Paragraph " + Story.Paragraph(14, 4), "Heading2 What came in",
                "TableRow Ship | Cargo | Tons", "TableRow Albatros | salt | 120", "TableRow Marie | timber and tar | 85", "TableRow Seagull | mail | 2",
                "Paragraph " + Sources.Chinese, "Paragraph " + Story.Paragraph(18, 12), "Heading1 The end", "Paragraph " + Story.Paragraph(30, 3),
            ],
            document.Lines());
        Assert.Equal(4, document.Pages.Count);
        Expect.OnPage(document, 2, "Seagull");
        Expect.OnPage(document, 4, "The end");
        Assert.Equal("The harbour report", document.Title);
    }

    [Fact]
    public async Task Read_Workbook_ShowsValuesAndResults()
    {
        DocumentText document = await MadeFiles.ReadAsync(await files.OfficeAsync("workbook.fods", "ods"));

        Assert.Equal(["Ships", "Secrets", "灯塔"], document.Pages.Select(page => page.Label));
        Assert.Equal("Ship | Came in | Tons | Share\nAlbatros | 2024-03-15 | 1,234.50 | 62.5%\n海鸥 |  | 740.70 | 37.5%\nAll |  | 1,975.20", document.PageText(1));
        Assert.Equal([new ReadingProblem(ReadingProblemKind.HiddenPageLeftOut, 2, "Secrets")], document.Problems);
    }

    [Fact]
    public async Task Read_Presentation_HasItsOutlineAndNotes()
    {
        DocumentText document = await MadeFiles.ReadAsync(await files.OfficeAsync("slides.fodp", "odp"));

        Assert.Equal(["The harbour in a year", "A slide for later", "港口"], document.Pages.Select(page => page.Label));
        Assert.Equal(
            [
                "Heading1 The harbour in a year", "ListItem1 - More ships than ever", "ListItem2 - Most of them small", "ListItem1 - Fewer accidents",
                "Note Say here how many.", "Heading1 港口", "TableRow Ship | Tons", "TableRow Albatros | 120",
            ],
            document.Lines());
    }

    [Fact]
    public async Task Read_Book_HasItsChapters()
    {
        DocumentText document = await MadeFiles.ReadAsync(await files.PandocAsync("book.md", "odt"));

        Expect.InOrder(document, ["The first chapter", .. Story.Sentences(500, 6), "- one lamp", "Albatros | 120", "A section", Sources.Chinese, "The second chapter", .. Story.Sentences(506, 6), "What the note says."]);
    }
}
