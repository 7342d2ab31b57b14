using QwenWebChat.Benchmarks;

namespace QwenWebChat.ReadingBench;

/// <summary>The settings of a comparison with independent extractors.</summary>
internal sealed record ReadCorpusSettings(
    CorpusSettings Corpus,
    [Option("--extractors", "auto: compares words with pdftotext, pandoc, openpyxl and python-pptx where they are installed; none: only reads.")] string Extractors = "auto",
    [Option("--extracted", "A folder that stores the extractors' texts for the next run.", Value = "DIR")] string? ExtractedFolder = null,
    [Option("--json", "A file for the result of each file.", Value = "FILE")] string? ResultFile = null,
    [Option("--worst", "Number of worst files to list.")] int WorstCount = 40) : CommandSettings
{
    public bool IsCompared => Extractors == "auto";

    public override void Validate() => Require.That(Extractors is "auto" or "none", "--extractors", $"'{Extractors}'", "auto or none");
}
