using System.Text;
using QwenWebChat.Documents.Extraction;
using QwenWebChat.ReadingBench;
using QwenWebChat.Tests.Checkpoints;

namespace QwenWebChat.Tests.ReadingBench;

[Slow]
public sealed class CorpusRunTests
{
    [Fact]
    public void Find_Folder_GivesKnownKindsInOrder()
    {
        using TemporaryFolder folder = new();
        Directory.CreateDirectory(folder.At("sub"));
        folder.Write("b.PDF", "");
        folder.Write("c.json", "");
        folder.Write(Path.Combine("sub", "a.mht"), "");

        IReadOnlyList<CorpusFile> files = CorpusFile.Find(folder.At(""));

        Assert.Equal([("b.PDF", "pdf"), ("sub/a.mht", "mhtml")], files.Select(file => (file.Name, file.Kind)));
    }

    [Theory]
    [InlineData(DocumentReadError.Encrypted, CorpusOutcome.RightlyRefused)]
    [InlineData(DocumentReadError.Damaged, CorpusOutcome.Refused)]
    [InlineData(DocumentReadError.ReaderCrashed, CorpusOutcome.Crashed)]
    [InlineData(DocumentReadError.TooMuchMemory, CorpusOutcome.Crashed)]
    [InlineData(DocumentReadError.TooSlow, CorpusOutcome.Hung)]
    internal async Task Run_FileThatIsNotRead_IsAResult(DocumentReadError error, CorpusOutcome outcome)
    {
        CorpusRun run = new((request, _) => { request.PeakMemory!(7); throw new DocumentReadException(error, "Why."); }, new ReadCorpusSettings(new CorpusSettings("")));

        CorpusResult result = Assert.Single(await run.RunAsync([new CorpusFile("none", "a.pdf", "pdf")], TestContext.Current.CancellationToken));

        Assert.Equal((outcome, error.ToString(), "Why.", 7), (result.Outcome, result.Error, result.Message, result.PeakBytes));
    }

    [Fact]
    public async Task Run_KeptTextOfAnExtractor_IsComparedWith()
    {
        using TemporaryFolder folder = new();
        folder.Write("a.pdf.txt", "one two three four");
        CorpusRun run = new((_, _) => Task.FromResult(Text("one two")), new ReadCorpusSettings(new CorpusSettings(""), ExtractedFolder: folder.At("")));

        CorpusResult result = Assert.Single(await run.RunAsync([new CorpusFile("none", "a.pdf", "pdf")], TestContext.Current.CancellationToken));

        Assert.Equal(new WordComparison(4, 0.5, 1), result.Comparison);
    }

    [Fact]
    public async Task Extract_ProgramThatIsNotInstalled_GivesNothing() =>
        Assert.Null(await new IndependentExtractor("no-such-program-at-all", [IndependentExtractor.FilePlace]).ExtractAsync("a.pdf", TestContext.Current.CancellationToken));

    [Fact]
    public async Task Extract_Program_GivesItsOutput()
    {
        // Every machine with these tests has it.
        string? version = await new IndependentExtractor("dotnet", ["--version"]).ExtractAsync("a.pdf", TestContext.Current.CancellationToken);
        string? failed = await new IndependentExtractor("dotnet", [IndependentExtractor.FilePlace]).ExtractAsync("no-such.dll", TestContext.Current.CancellationToken);

        Assert.Matches(@"^\d+\.", version);
        Assert.Null(failed);
    }

    [Theory]
    [InlineData("utf-8", true)]
    [InlineData("utf-16", false)]
    [InlineData("iso-8859-1", false)]
    public async Task Extract_EncodingThatTheProgramDoesNotKnow_IsNotGivenToIt(string encoding, bool isGiven)
    {
        using TemporaryFolder folder = new();
        File.WriteAllText(folder.At("a.html"), "café", Encoding.GetEncoding(encoding));

        string? text = await new IndependentExtractor("dotnet", ["--version"]) { IsUtf8Only = true }.ExtractAsync(folder.At("a.html"), TestContext.Current.CancellationToken);

        Assert.Equal(isGiven, text is not null);
    }

    private static DocumentText Text(string text) => new() { Text = text, Format = FileFormat.Pdf };
}
