using QwenWebChat.Documents.Extraction;

namespace QwenWebChat.Tests.Documents.Extraction.Pdf;

public sealed class PdfRunningLinesTests
{
    [Fact]
    public async Task Read_HeadOfATableOnEachPage_Stays()
    {
        using SamplePdf pdf = new();
        for (int page = 0; page < 4; page++)
        {
            pdf.Page().Text(72, 815, "Report of the weather service");
            pdf.Lines(72, 790, "Station", "(name)").Lines(200, 790, "Depth", "(m)").Lines(320, 790, "Salt", "(g)");
            for (int row = 0; row < 4; row++)
            {
                pdf.Lines(72, 760 - (12 * row), $"Buoy {"ABCDEFGHIJKLMNOP"[(page * 4) + row]}").Lines(200, 760 - (12 * row), $"{10 + row + page}").Lines(320, 760 - (12 * row), $"{30 + (2 * row)}");
            }
        }

        DocumentText document = await Reading.Bytes(pdf.Build(), "a.pdf");

        Assert.Equal(4, document.Lines().Count(line => line == "TableRow Station | Depth | Salt"));
        Assert.Equal(4, document.Lines().Count(line => line == "TableRow (name) | (m) | (g)"));
        Assert.Equal([new ReadingProblem(ReadingProblemKind.RunningLinesLeftOut, Count: 3)], document.Problems);
    }

    [Theory]
    [InlineData(1, "1")]
    [InlineData(2)]
    public async Task Read_NumberOfThePage_StaysOnTheOnlyOne(int pages, params string[] expected)
    {
        using SamplePdf pdf = new();
        for (int page = 1; page <= pages; page++)
        {
            pdf.Page().Lines(72, 500, "Salt in the harbour.").Text(300, 30, $"{page}");
        }

        DocumentText document = await Reading.Bytes(pdf.Build(), "a.pdf");

        Assert.Equal(expected, document.Parts.Select(part => document[part].ToString()).Where(text => text.Length == 1));
    }

    [Fact]
    public async Task Read_TitlesOfSlides_Stay()
    {
        using SamplePdf pdf = new();
        foreach (string subject in new[] { "rain", "snow", "wind", "hail" })
        {
            pdf.Page(isWide: true).Text(60, 540, "Risks", 24).Lines(60, 300, $"This slide is about {subject}.").Text(60, 20, "Weather service", 8);
        }

        DocumentText document = await Reading.Bytes(pdf.Build(), "a.pdf");

        Assert.Equal(4, document.Lines().Count(line => line == "Heading1 Risks"));
        Assert.Equal(1, document.Lines().Count(line => line == "Note Weather service"));
    }

    [Fact]
    public async Task Read_HeadersOfChapters_AreKeptOnceEach()
    {
        using SamplePdf pdf = new();
        for (int page = 0; page < 8; page++)
        {
            pdf.Page().Text(72, 815, page < 4 ? "The harbour" : "The quay").Lines(72, 400, $"What stands on page {"ABCDEFGH"[page]}.").Text(290, 40, $"{page + 21}");
        }

        DocumentText document = await Reading.Bytes(pdf.Build(), "a.pdf");

        Assert.Equal(["Note The harbour", "Note The quay"], document.Lines().Where(line => line.StartsWith("Note", StringComparison.Ordinal)));
        Assert.Equal("The quay", document.Text[document.Parts.Single(part => part.Kind == DocumentPartKind.Note && part.Page == 5).Start..][..8]);
        Assert.Equal([new ReadingProblem(ReadingProblemKind.RunningLinesLeftOut, Count: 14)], document.Problems);
    }
}
