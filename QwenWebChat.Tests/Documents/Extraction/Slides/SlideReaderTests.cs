using QwenWebChat.Documents.Extraction;

namespace QwenWebChat.Tests.Documents.Extraction.Slides;

public sealed class SlideReaderTests
{
    [Fact]
    public async Task Read_Presentation_HasAPageForEachSlide()
    {
        DocumentText document = await Reading.Bytes(SamplePptx.CreateFull(), "a.pptx");

        Assert.Equal(FileFormat.Pptx, document.Format);
        Assert.Equal(["Results", "Backup", "数据"], document.Pages.Select(page => page.Label));
        Assert.Equal(
            [
                "Heading1 Results", "ListItem1 - First point", "ListItem2 - A detail", "Paragraph A free text", "Note What to say here.",
                "Heading1 数据", "TableRow Year | Sales", "TableRow 2024 | 12",
            ],
            document.Lines());
        Assert.Equal([new ReadingProblem(ReadingProblemKind.HiddenPageLeftOut, 2, "Backup")], document.Problems);
    }
}
