using QwenWebChat.Documents.Extraction;
using QwenWebChat.Tests.Documents.Extraction;

namespace QwenWebChat.Tests.Documents.RealFiles;

/// <summary>Office files of before 2007, as LibreOffice writes them and turns them back.</summary>
[Slow]
[Collection(RealFileCollection.Name)]
public sealed class RealOldOfficeTests(MadeFiles files)
{
    private static readonly ReadingProblem Converted = new(ReadingProblemKind.ConvertedFirst, Argument: "LibreOffice");

    [Fact]
    public async Task Read_Doc_IsTheSource()
    {
        DocumentText document = await MadeFiles.ReadAsync(await files.OfficeAsync("report.fodt", "doc"));

        Assert.Equal(FileFormat.Doc, document.Format);
        Assert.Contains(Converted, document.Problems);
        Assert.Contains("Heading1 The state of the harbour", document.Lines());
        Assert.Contains("TableRow Marie | timber and tar | 85", document.Lines());
        Expect.InOrder(document, [.. Story.Sentences(1, 13), "The second lamp of the outer mole.", "By a founder whose name is lost.", Sources.Chinese, .. Story.Sentences(18, 12)]);
    }

    [Fact]
    public async Task Read_Xls_IsTheSource()
    {
        DocumentText document = await MadeFiles.ReadAsync(await files.OfficeAsync("workbook.fods", "xls"));

        Assert.Equal(FileFormat.Xls, document.Format);
        Assert.Equal("Ship | Came in | Tons | Share\nAlbatros | 2024-03-15 | 1,234.50 | 62.5%\n海鸥 |  | 740.70 | 37.5%\nAll |  | 1,975.20", document.PageText(1));
        Assert.Equal([Converted, new ReadingProblem(ReadingProblemKind.HiddenPageLeftOut, 2, "Secrets")], document.Problems);
    }

    [Fact]
    public async Task Read_Ppt_IsTheSource()
    {
        DocumentText document = await MadeFiles.ReadAsync(await files.OfficeAsync("slides.fodp", "ppt"));

        Assert.Equal(FileFormat.Ppt, document.Format);
        Assert.Contains(Converted, document.Problems);
        Assert.Equal(["The harbour in a year", "A slide for later", "港口"], document.Pages.Select(page => page.Label));
        Expect.InOrder(document, ["More ships than ever", "Most of them small", "Fewer accidents", "Say here how many.", "Albatros | 120"]);
    }
}
