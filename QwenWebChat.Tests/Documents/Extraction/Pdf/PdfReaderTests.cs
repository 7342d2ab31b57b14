using QwenWebChat.Documents.Extraction;

namespace QwenWebChat.Tests.Documents.Extraction.Pdf;

public sealed class PdfReaderTests
{
    [Fact]
    public async Task Read_Pages_HaveHeadingsParagraphsAndTables()
    {
        DocumentText document = await Reading.Bytes(SamplePdf.CreateFull(), "report.pdf");

        Assert.Equal(FileFormat.Pdf, document.Format);
        Assert.Equal(
            [
                "Heading1 Annual report", "Paragraph The first paragraph of the report is long enough to take two lines.", "TableRow Year | Sales", "TableRow 2024 | 1,200",
                "Paragraph The second page says that all went well.",
            ],
            document.Lines());
        Assert.Equal(["1", "2"], document.Pages.Select(page => page.Label));
        Assert.Equal("The second page says that all went well.", document.PageText(2));
    }

    [Fact]
    public async Task Read_TwoColumns_AreReadOneAfterTheOther()
    {
        using SamplePdf pdf = new();
        pdf.Page().Text(150, 760, "A title across both of the columns", 16);
        pdf.Lines(60, 730, "The left column begins here and", "goes on with lines of usual length", "until it comes to its very last one", "which ends in the middle of the");
        pdf.Lines(310, 733, "sentence that the right column has", "to finish. A second sentence is here", "so that there are as many lines as", "on the left, which end at last.");
        pdf.Text(60, 660, "A heading below", 13).Lines(60, 640, "And a paragraph that takes the whole width of the page again, from its left edge to the right one.");

        DocumentText document = await Reading.Bytes(pdf.Build(), "a.pdf");

        Assert.Equal(
            [
                "Heading1 A title across both of the columns",
                "Paragraph The left column begins here and goes on with lines of usual length until it comes to its very last one which ends in the middle of the "
                    + "sentence that the right column has to finish. A second sentence is here so that there are as many lines as on the left, which end at last.",
                "Heading2 A heading below",
                "Paragraph And a paragraph that takes the whole width of the page again, from its left edge to the right one.",
            ],
            document.Lines());
    }

    [Fact]
    public async Task Read_BrokenWords_ArePutTogetherUnlessTheyAreNames()
    {
        using SamplePdf pdf = new();
        pdf.Page().Lines(72, 760, "Cooperation between all of the inter-", "national committees, and the law of Hagen-", "Poiseuille, both of which are important here.");

        DocumentText document = await Reading.Bytes(pdf.Build(), "a.pdf");

        Assert.Equal("Cooperation between all of the international committees, and the law of Hagen-Poiseuille, both of which are important here.", document.Text);
    }

    [Fact]
    public async Task Read_RunningLines_AreLeftOutAndCounted()
    {
        using SamplePdf pdf = new();
        string[] subjects = ["rain", "snow", "wind", "hail", "fog"];
        for (int number = 1; number <= subjects.Length; number++)
        {
            pdf.Page().Text(72, 800, "Report of the weather service").Lines(72, 700, $"This page is about {subjects[number - 1]}.")
                .Text(72, 90, $"{number * number} Note {number * number} on the matter.", 8).Text(270, 40, $"Page {number} of 5");
        }

        DocumentText document = await Reading.Bytes(pdf.Build(), "a.pdf");

        Assert.Equal(11, document.Parts.Count);
        Assert.Equal(6, document.Parts.Count(part => part.Kind == DocumentPartKind.Note));
        Assert.Equal(["Paragraph This page is about rain.", "Note 1 Note 1 on the matter.", "Note Report of the weather service", "Paragraph This page is about snow."], document.Lines()[..4]);
        Assert.Contains(new ReadingProblem(ReadingProblemKind.RunningLinesLeftOut, Count: 9), document.Problems);
        Assert.Equal(["1", "2", "3", "4", "5"], document.Pages.Select(page => page.Label));
    }

    [Fact]
    public async Task Read_RunningLines_AreFoundOnPagesThatLieOnTheirSide()
    {
        using SamplePdf pdf = new();
        foreach (string subject in new[] { "rain", "snow", "wind", "hail" })
        {
            pdf.Page(isWide: subject == "snow").Text(72, subject == "snow" ? 553 : 800, "Report of the weather service").Lines(72, 400, $"This page is about {subject}.");
        }

        DocumentText document = await Reading.Bytes(pdf.Build(), "a.pdf");

        Assert.Equal([new ReadingProblem(ReadingProblemKind.RunningLinesLeftOut, Count: 3)], document.Problems);
    }

    [Fact]
    public async Task Read_DecimalsBesideEachOther_AreCells()
    {
        using SamplePdf pdf = new();
        pdf.Page().Lines(72, 700, "Albatros", "Seagull").Lines(150, 700, "740.70", "812.40").Lines(200, 700, "37.5%", "41.1%").Lines(72, 600, "2.1").Lines(100, 600, "A heading's number is no cell.");

        DocumentText document = await Reading.Bytes(pdf.Build(), "a.pdf");

        Assert.Equal(["TableRow Albatros | 740.70 | 37.5%", "TableRow Seagull | 812.40 | 41.1%", "Paragraph 2.1 A heading's number is no cell."], document.Lines());
    }

    [Fact]
    public async Task Read_ParagraphOverTwoPages_StaysOneWithThePageWithinIt()
    {
        using SamplePdf pdf = new();
        pdf.Page().Lines(72, 120, "This paragraph begins on the first page, where it is not yet at its", "end, because there are more words than the page can hold of the");
        pdf.Page().Lines(72, 780, "whole of it, and so it ends here.", "");

        DocumentText document = await Reading.Bytes(pdf.Build(), "a.pdf");

        DocumentPart part = Assert.Single(document.Parts);
        Assert.Equal(1, part.Page);
        Assert.Equal("whole of it, and so it ends here.", document.PageText(2));
        Assert.EndsWith("can hold of the whole of it, and so it ends here.", document.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_PageWithoutText_IsReported()
    {
        using SamplePdf pdf = new();
        pdf.Page().Lines(72, 700, "Text.").Page().Page().Lines(72, 700, "More.");

        DocumentText document = await Reading.Bytes(pdf.Build(), "a.pdf");

        Assert.Equal(3, document.Pages.Count);
        Assert.Equal([new ReadingProblem(ReadingProblemKind.PageWithoutText, 2)], document.Problems);
    }

    [Fact]
    public async Task Read_Lists_AreItems()
    {
        using SamplePdf pdf = new();
        pdf.Page().Lines(72, 760, "There are three things to be done before the end of the year is here:", "1.  The first of them.", "2.  The second of them, which needs a whole line and then some more", "    to be told.", "3.  The third.");

        DocumentText document = await Reading.Bytes(pdf.Build(), "a.pdf");

        Assert.Equal(4, document.Parts.Count);
        Assert.Equal("ListItem1 2. The second of them, which needs a whole line and then some more to be told.", document.Lines()[2]);
    }

    [Fact]
    public async Task Read_BoldShortLine_IsAHeading()
    {
        using SamplePdf pdf = new();
        pdf.Page().Text(72, 760, "Scope of the work", isBold: true).Lines(72, 742, "The work is described in what follows, as far as it is known by now.");

        DocumentText document = await Reading.Bytes(pdf.Build(), "a.pdf");

        Assert.Equal("Heading1 Scope of the work", document.Lines()[0]);
    }

    [Fact]
    public async Task Read_LockedFile_IsRefused()
    {
        // An encryption dictionary whose keys fit no empty password.
        string keys = string.Concat(Enumerable.Repeat("41", 32));
        string pdf = $"""
            %PDF-1.4
            1 0 obj <</Type/Catalog/Pages 2 0 R>> endobj
            2 0 obj <</Type/Pages/Kids[3 0 R]/Count 1>> endobj
            3 0 obj <</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>> endobj
            4 0 obj <</Filter/Standard/V 2/R 3/Length 128/P -44/O<{keys}>/U<{keys}>>> endobj
            trailer <</Root 1 0 R/Size 5/Encrypt 4 0 R/ID[<41><41>]>>
            %%EOF
            """;

        Assert.Equal(DocumentReadError.Encrypted, (await Reading.Refusal(System.Text.Encoding.ASCII.GetBytes(pdf), "a.pdf")).Error);
    }

    [Fact]
    public async Task Read_StreamThatUnpacksToGigabytes_IsRefused()
    {
        using MemoryStream packed = new();
        using (System.IO.Compression.ZLibStream stream = new(packed, System.IO.Compression.CompressionLevel.Optimal, leaveOpen: true))
        {
            stream.Write(new byte[64 << 20]);
        }

        byte[] head = System.Text.Encoding.ASCII.GetBytes($"""
            %PDF-1.4
            1 0 obj <</Type/Catalog/Pages 2 0 R>> endobj
            2 0 obj <</Type/Pages/Kids[3 0 R]/Count 1>> endobj
            3 0 obj <</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R>> endobj
            4 0 obj <</Length {packed.Length}/Filter/FlateDecode>> stream

            """);
        byte[] file = [.. head, .. packed.ToArray(), .. "\nendstream endobj\ntrailer <</Root 1 0 R/Size 5>>\n%%EOF\n"u8];

        DocumentReadException refusal = await Reading.Refusal(file, "a.pdf", new ReadingOptions { MaxUnpackedBytes = 32 << 20 });

        Assert.Equal(DocumentReadError.TooLarge, refusal.Error);
    }

    [Fact]
    public async Task Read_FormsThatDrawForms_AreRefusedBeforeTheyAreDrawn()
    {
        const int Levels = 10;
        IEnumerable<string> forms = Enumerable.Range(6, Levels).Select(number => $"""
            {number} 0 obj <</Type/XObject/Subtype/Form/BBox[0 0 1 1]/Length 59/Resources<</XObject<</F {number + 1} 0 R>>>>>> stream
            {string.Concat(Enumerable.Repeat("/F Do ", 10))}
            endstream endobj
            """);
        string pdf = $"""
            %PDF-1.4
            1 0 obj <</Type/Catalog/Pages 2 0 R>> endobj
            2 0 obj <</Type/Pages/Kids[3 0 R]/Count 1>> endobj
            3 0 obj <</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</XObject<</F 6 0 R>>>>>> endobj
            4 0 obj <</Length 6>> stream
            /F Do 
            endstream endobj
            {string.Join('\n', forms)}
            {6 + Levels} 0 obj <</Type/XObject/Subtype/Form/BBox[0 0 1 1]/Length 3>> stream
            q Q
            endstream endobj
            trailer <</Root 1 0 R/Size {7 + Levels}>>
            %%EOF
            """;

        Assert.Equal(DocumentReadError.TooLarge, (await Reading.Refusal(System.Text.Encoding.ASCII.GetBytes(pdf), "a.pdf")).Error);
    }

    [Fact]
    public async Task Read_Cancelled_EndsBetweenPages()
    {
        using CancellationTokenSource source = new();
        using MemoryStream stream = new(SamplePdf.CreateFull());
        CancelAtOnce progress = new(source);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Task.Run(() => DocumentReader.Read(stream, "a.pdf", progress: progress, cancellationToken: source.Token), CancellationToken.None));

        Assert.Equal(new ReadingProgress(0, 2), Assert.Single(progress.Reports));
    }

    private sealed class CancelAtOnce(CancellationTokenSource source) : IProgress<ReadingProgress>
    {
        public List<ReadingProgress> Reports { get; } = [];

        public void Report(ReadingProgress value)
        {
            Reports.Add(value);
            source.Cancel();
        }
    }
}
