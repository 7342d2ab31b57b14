using System.Diagnostics;
using System.Text.Json;
using QwenWebChat.Documents.Extraction;
using QwenWebChat.Tests.Documents.Extraction;

namespace QwenWebChat.Tests.Documents.RealFiles;

/// <summary>A PDF of 500 pages, by LibreOffice.</summary>
[Slow]
[Collection(RealFileCollection.Name)]
public sealed class RealLongPdfTests(MadeFiles files)
{
    private const int PageCount = Sources.LongPageCount;

    [Fact]
    public async Task Read_LongPdf_IsCompleteOnItsPages()
    {
        DocumentText document = await MadeFiles.ReadAsync(await MakeAsync());

        Assert.Equal(Enumerable.Range(1, PageCount).Select(number => number.ToString(System.Globalization.CultureInfo.InvariantCulture)), document.Pages.Select(page => page.Label));
        Expect.InOrder(document, Story.Sentences(0, PageCount * Sources.SentencesOnPage));
        Assert.Equal(PageCount / Sources.PagesInChapter, document.Parts.Count(part => part.Kind == DocumentPartKind.Heading));
        Assert.All(document.Pages, page => Assert.Contains(Story.Sentence((page.Number - 1) * Sources.SentencesOnPage), document.PageText(page.Number), StringComparison.Ordinal));
    }

    /// <summary>In a process of its own, as memory is counted by process; in its time on the processor, as the machine may have other work.</summary>
    [Fact]
    public async Task Read_LongPdf_TakesLessThanTenSecondsAndHalfAGigabyte()
    {
        string path = await MakeAsync();
        ProcessStartInfo start = new("dotnet", [Path.Combine(AppContext.BaseDirectory, "QwenWebChat.ReadingBench.dll"), "read", "--file", path, "--times", "1", "--json"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        string output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.True(process.ExitCode == 0, await errors);
        using JsonDocument figures = JsonDocument.Parse(output);
        Assert.Equal(PageCount, figures.RootElement.GetProperty("pages").GetInt32());
        Assert.InRange(figures.RootElement.GetProperty("firstProcessorSeconds").GetDouble(), 0, 10);
        Assert.InRange(figures.RootElement.GetProperty("peakBytes").GetInt64(), 1, 500_000_000);
    }

    private Task<string> MakeAsync() => files.OfficeAsync("long.fodt", "pdf");
}
