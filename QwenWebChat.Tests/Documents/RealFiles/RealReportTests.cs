using QwenWebChat.Documents.Extraction;
using QwenWebChat.Tests.Documents.Extraction;
using UglyToad.PdfPig;

namespace QwenWebChat.Tests.Documents.RealFiles;

/// <summary>One report, written by LibreOffice as Word and as PDF: the same text, in the same order, on the same pages.</summary>
[Slow]
[Collection(RealFileCollection.Name)]
public sealed class RealReportTests(MadeFiles files)
{
    private const string Header = "Office of the harbour master";

    [Theory]
    [InlineData("docx", "- ", "[1]", "[1] ")]
    [InlineData("pdf", "• ", "1", "1")]
    public async Task Read_Report_IsTheSource(string format, string bullet, string mark, string noteMark)
    {
        DocumentText document = await MadeFiles.ReadAsync(await files.OfficeAsync("report.fodt", format));

        // Word's header is read once; in the PDF it is a running line.
        string[] header = format == "docx" ? ["Paragraph Office of the harbour master"] : [];
        Assert.Equal(
            [
                .. header, "Heading1 The state of the harbour", "Paragraph " + Story.Paragraph(1, 8), "Heading2 What is broken", "Paragraph " + Story.Paragraph(9, 5),
                $"ListItem1 {bullet}The second lamp of the outer mole.", $"ListItem1 {bullet}The bell.", "ListItem1 1. Mend the lamp.", "ListItem1 2. Cast a new bell.",
                $"Paragraph The bell was cast long ago{mark} and has been heard in every fog since.", $"Note {noteMark}By a founder whose name is lost.",
                "Paragraph " + Story.Paragraph(14, 4), "Heading2 What came in",
                "TableRow Ship | Cargo | Tons", "TableRow Albatros | salt | 120", "TableRow Marie | timber and tar | 85", "TableRow Seagull | mail | 2",
                "Paragraph " + Sources.Chinese, "Paragraph " + Story.Paragraph(18, 12), "Heading1 The end", "Paragraph " + Story.Paragraph(30, 3),
            ],
            document.Lines().Where(line => line != $"Note {Header}"));
        Assert.Equal(4, document.Pages.Count);
        Expect.OnPage(document, 1, "By a founder whose name is lost.");
        Expect.OnPage(document, 2, "Seagull");
        Expect.OnPage(document, 3, Story.Sentence(18));
        Expect.OnPage(document, 4, "The end");
    }

    [Fact]
    public async Task Read_Pdf_HeadersAreKeptOnceAndNumbersLeftOutOnWidePagesToo()
    {
        DocumentText document = await MadeFiles.ReadAsync(await files.OfficeAsync("report.fodt", "pdf"));

        Assert.Single(document.Lines(), $"Note {Header}");
        Expect.OnPage(document, 1, Header);
        Assert.Equal(["1", "2", "3", "4"], document.Pages.Select(page => page.Label));
        Assert.Equal([new ReadingProblem(ReadingProblemKind.RunningLinesLeftOut, Count: 7)], document.Problems);
        Assert.Equal("The harbour report", document.Title);
    }

    [Theory]
    [InlineData(90)]
    [InlineData(180)]
    [InlineData(270)]
    public async Task Read_TurnedPages_SayTheSame(int degrees)
    {
        string path = await files.OfficeAsync("report.fodt", "pdf");
        DocumentText upright = await MadeFiles.ReadAsync(path);

        byte[] file = TurnedPages.Of(await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken), degrees);
        DocumentText turned = await Reading.Bytes(file, "a.pdf");

        using (PdfDocument pdf = PdfDocument.Open(file))
        {
            Assert.All(pdf.GetPages(), page => Assert.Equal(degrees, page.Rotation.Value));
        }

        Expect.InOrder(turned, Story.Sentences(1, 32));
        Assert.Contains(Sources.Chinese, turned.Text, StringComparison.Ordinal);
        Assert.Equal(Rows(upright), Rows(turned));

        static string[] Rows(DocumentText document) => [.. document.Lines().Where(line => line.StartsWith("TableRow", StringComparison.Ordinal))];
    }

    [Fact]
    public async Task Read_TwoColumns_AreReadOneAfterTheOther()
    {
        DocumentText document = await MadeFiles.ReadAsync(await files.OfficeAsync("columns.fodt", "pdf"));

        Assert.Equal("Heading1 A chronicle in two columns", document.Lines()[0]);
        Assert.Equal(Enumerable.Range(0, 30).Select(part => Story.Paragraph(100 + (8 * part), 8)), document.Parts.Skip(1).Select(part => document[part].ToString()).Where(text => text != Header));
        Assert.Equal(Enumerable.Range(1, document.Pages.Count), document.Pages.Select(page => page.Number));
        Assert.InRange(document.Pages.Count, 4, 8);
    }

    [Theory]
    [InlineData("docx")]
    [InlineData("pdf")]
    public async Task Read_RightToLeft_IsInTheOrderOfReading(string format)
    {
        DocumentText document = await MadeFiles.ReadAsync(await files.OfficeAsync("directions.fodt", format));

        string[] expected = [Story.Sentence(400), Sources.Hebrew, Sources.Arabic, Sources.MixedHebrew, Sources.Bracketed, Story.Sentence(401), Sources.Turned];
        // One page is too few to tell its header and its number from its text.
        Assert.Equal(expected, document.Parts.Select(part => document[part].ToString()).Where(text => text is not (Header or "1")));
    }
}
