using QwenWebChat.Documents.Extraction;
using static QwenWebChat.Tests.Documents.Extraction.Pdf.RawPdf;

namespace QwenWebChat.Tests.Documents.Extraction.Pdf;

public sealed class PdfHiddenTextTests
{
    private const string FullPagePicture = "q 595 0 0 842 0 0 cm BI /W 1 /H 1 /CS /G /BPC 8 ID \u0080 EI Q\n";

    private static readonly string Visible = string.Concat(Enumerable.Range(0, 4).Select(index => Line(72, 700 - (14 * index), $"Line {index} of the text that everybody can see and read.")));

    [Theory]
    [InlineData("q BT 1 g /F1 11 Tf 72 500 Td (Hidden words) Tj ET Q")]
    [InlineData("q BT 1 1 1 rg /F1 11 Tf 72 500 Td (Hidden words) Tj ET Q")]
    [InlineData("q BT 0 0 0 0 k /F1 11 Tf 72 500 Td (Hidden words) Tj ET Q")]
    [InlineData("q 0.2 g 60 490 200 30 re f BT /F1 11 Tf 72 500 Td (Hidden words) Tj ET Q")]
    [InlineData("q BT 3 Tr /F1 11 Tf 72 500 Td (Hidden words) Tj ET Q")]
    [InlineData("q 300 400 100 20 re W n BT /F1 11 Tf 72 500 Td (Hidden words) Tj ET Q")]
    [InlineData("q BT /F1 11 Tf 700 500 Td (Hidden words) Tj ET Q")]
    [InlineData("q BT /F1 11 Tf 72 -40 Td (Hidden words) Tj ET Q")]
    [InlineData("q BT /F1 1 Tf 72 500 Td (Hidden words) Tj ET Q")]
    [InlineData("q /G gs BT /F1 11 Tf 72 500 Td (Hidden words) Tj ET Q")]
    public async Task Read_TextThatNobodySees_IsLeftOutAndCounted(string hidden)
    {
        DocumentText document = await Reading.Bytes(new RawPdf().Page(Visible + hidden, resources: "/ExtGState<</G<</ca 0>>>>").Build(), "a.pdf");

        Assert.DoesNotContain("Hidden", document.Text, StringComparison.Ordinal);
        Assert.Contains("Line 3 of the text", document.Text, StringComparison.Ordinal);
        Assert.Equal([new ReadingProblem(ReadingProblemKind.HiddenTextLeftOut, Count: 1)], document.Problems);
    }

    [Theory]
    [InlineData("q 0 0 0.4 rg 60 490 200 30 re f BT 1 g /F1 11 Tf 72 500 Td (Shown words) Tj ET Q")]
    [InlineData("q 0 0 0.4 rg 60 490 m 260 490 l 260 520 l 60 520 l f BT 1 g /F1 11 Tf 72 500 Td (Shown words) Tj ET Q")]
    [InlineData("q 0 g 60 480 300 60 re 62 482 296 56 re f* BT /F1 11 Tf 72 500 Td (Shown words) Tj ET Q")]
    [InlineData("q 60 490 300 30 re W n BT /F1 11 Tf 72 500 Td (Shown words) Tj ET Q")]
    [InlineData("q BT 7 Tr /F1 11 Tf 72 500 Td (Shown words) Tj ET Q")]
    [InlineData("q BT 1 g 0 G 2 Tr /F1 11 Tf 72 500 Td (Shown words) Tj ET Q")]
    public async Task Read_TextThatCanBeSeen_Stays(string shown)
    {
        DocumentText document = await Reading.Bytes(new RawPdf().Page(Visible + shown).Build(), "a.pdf");

        Assert.Contains("Shown words", document.Text, StringComparison.Ordinal);
        Assert.Empty(document.Problems);
    }

    [Fact]
    public async Task Read_TextOutOfTheCropBox_IsLeftOut()
    {
        DocumentText document = await Reading.Bytes(new RawPdf().Page(Visible + Line(72, 820, "Printer's mark"), "/CropBox[0 0 595 800]").Build(), "a.pdf");

        Assert.DoesNotContain("mark", document.Text, StringComparison.Ordinal);
        Assert.Equal([new ReadingProblem(ReadingProblemKind.HiddenTextLeftOut, Count: 1)], document.Problems);
    }

    [Theory]
    [InlineData("3 Tr")]
    [InlineData("/G gs")]
    public async Task Read_InvisibleTextOverAPicture_IsTheText(string invisible)
    {
        string stamp = Line(200, 820, "Received on the 12th of March and registered by the office");
        string layer = string.Concat(Enumerable.Range(0, 3).Select(index => Line(72, 700 - (14 * index), $"Line {index} of the scanned page goes", invisible)));

        DocumentText document = await Reading.Bytes(new RawPdf().Page(FullPagePicture + stamp + layer, resources: "/ExtGState<</G<</ca 0>>>>").Build(), "a.pdf");

        Assert.Contains("Line 0 of the scanned page goes Line 1 of the scanned page goes Line 2 of the scanned page goes", document.Text, StringComparison.Ordinal);
        Assert.Equal([new ReadingProblem(ReadingProblemKind.PicturesSkipped, Count: 1)], document.Problems);
    }

    [Fact]
    public async Task Read_PictureWithAStamp_IsAPageWithoutText()
    {
        RawPdf pdf = new();
        pdf.Page(FullPagePicture + Line(400, 820, "Received 12 March")).Page(Visible).Page(FullPagePicture + Line(290, 30, "3")).Page(Line(290, 30, "4"));

        DocumentText document = await Reading.Bytes(pdf.Build(), "a.pdf");

        Assert.Equal([1, 3], document.Problems.Where(problem => problem.Kind == ReadingProblemKind.PageWithoutText).Select(problem => problem.Page));
        Assert.Contains("Received 12 March", document.Text, StringComparison.Ordinal);
    }
}
