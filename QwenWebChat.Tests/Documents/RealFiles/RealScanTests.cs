using QwenWebChat.Documents.Extraction;
using QwenWebChat.Documents.Extraction.Conversion;
using QwenWebChat.Tests.Documents.Extraction;
using UglyToad.PdfPig.Content;
using UglyToad.PdfPig.Core;
using UglyToad.PdfPig.Fonts.Standard14Fonts;
using UglyToad.PdfPig.Writer;

namespace QwenWebChat.Tests.Documents.RealFiles;

/// <summary>PDFs with pages that are pictures of text, read by optical character recognition.</summary>
[Slow]
[Collection(RealFileCollection.Name)]
public sealed class RealScanTests(MadeFiles files)
{
    [Fact]
    public async Task Read_PagesThatArePictures_AreRecognised()
    {
        DocumentText document = await ReadAsync("eng");

        Assert.Equal([1, 2, 3], document.Pages.Select(page => page.Number));
        Assert.Equal("The first page is text.", document.PageText(1));
        Assert.Equal("The last page is text.", document.PageText(3));
        string recognised = document.PageText(2);
        Assert.All(Story.Sentences(1, 8), sentence => Assert.Contains(sentence, recognised, StringComparison.Ordinal));
        ReadingProblem problem = Assert.Single(document.Problems, problem => problem.Page == 2);
        Assert.Equal(ReadingProblemKind.PageRecognised, problem.Kind);
        Assert.InRange(problem.Count, 70, 100);
        Assert.Null(problem.Argument);
    }

    [Fact]
    public async Task Read_LanguageThatIsNotInstalled_IsNamed()
    {
        DocumentText document = await ReadAsync("eng+not_a_language");

        Assert.Equal("not_a_language", Assert.Single(document.Problems, problem => problem.Kind == ReadingProblemKind.PageRecognised).Argument);
    }

    [Fact]
    public async Task Read_NoLanguageInstalledOrNoneWanted_LeavesThePageUnread()
    {
        DocumentText missing = await ReadAsync("not_a_language");
        DocumentText unwanted = await ReadAsync(null);

        Assert.Equal("not_a_language", Assert.Single(missing.Problems, problem => problem.Kind == ReadingProblemKind.PageWithoutText).Argument);
        Assert.Equal("", missing.PageText(2));
        Assert.Single(unwanted.Problems, problem => problem is { Kind: ReadingProblemKind.PageWithoutText, Page: 2 });
    }

    [Fact]
    public async Task Read_ChinesePicture_IsRecognised()
    {
        DocumentText document = await ReadAsync("chi_sim+eng", page: 2);

        // Rare characters are misread now and then; a line taken for Latin letters would have none of these.
        Assert.Contains("港务局在暴风雨之后检查了码头上的每一", document.PageText(2), StringComparison.Ordinal);
        Assert.Contains("因为海水很深，所以大船", document.PageText(2), StringComparison.Ordinal);
        Assert.Contains("the pilot confirmed the fog over the bay", document.PageText(2), StringComparison.Ordinal);
    }

    // A page of text, a picture of a page of the report, and a page of text.
    private async Task<DocumentText> ReadAsync(string? languages, int page = 1)
    {
        ExternalProgram? renderer = ExternalProgram.Find("pdftoppm");
        InstalledPrograms.SkipUnless(renderer is not null, "pdftoppm");
        InstalledPrograms.SkipUnless(ExternalProgram.Find("tesseract") is not null, "tesseract");
        string report = await files.OfficeAsync("report.fodt", "pdf");
        using WorkFolder folder = new();
        if (languages?.Contains("chi_sim", StringComparison.Ordinal) == true)
        {
            ProgramResult installed = ExternalProgram.Find("tesseract")!.Run(["--list-langs"], folder.Path, TestContext.Current.CancellationToken);
            InstalledPrograms.SkipUnless(installed.Output.Contains("chi_sim", StringComparison.Ordinal), "tesseract");
        }

        string number = FormattableString.Invariant($"{page}");
        renderer!.Run(["-png", "-gray", "-r", "200", "-f", number, "-l", number, "-singlefile", report, folder.At("page")], folder.Path, TestContext.Current.CancellationToken);
        byte[] picture = await File.ReadAllBytesAsync(folder.At("page.png"), TestContext.Current.CancellationToken);
        PdfDocumentBuilder builder = new();
        PdfDocumentBuilder.AddedFont font = builder.AddStandard14Font(Standard14Font.TimesRoman);
        builder.AddPage(PageSize.A4).AddText("The first page is text.", 11, new PdfPoint(80, 700), font);
        builder.AddPage(PageSize.A4).AddPng(picture, new PdfRectangle(0, 0, 595, 842));
        builder.AddPage(PageSize.A4).AddText("The last page is text.", 11, new PdfPoint(80, 700), font);
        return await Reading.Bytes(builder.Build(), "scan.pdf", new ReadingOptions { OcrLanguages = languages });
    }
}
