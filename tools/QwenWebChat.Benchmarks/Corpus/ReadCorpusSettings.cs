namespace QwenWebChat.Benchmarks.Corpus;

/// <summary>The settings of a comparison with independent extractors.</summary>
internal sealed record ReadCorpusSettings : CorpusSettings
{
    private const string Auto = "auto";

    [Option("--extractors", "auto: compares words with pdftotext, pandoc, openpyxl and python-pptx where they are installed; none: only reads.")]
    public string Extractors { get; init; } = Auto;

    [Option("--extracted", "A folder that stores the extractors' texts for the next run.", HelpName = "DIR")]
    public string? ExtractedFolder { get; init; }

    [Option("--json", "A file for the result of each file.", HelpName = "FILE")]
    public string? ResultFile { get; init; }

    [Option("--worst", "Number of worst files to list.")]
    public int WorstCount { get; init; } = 40;

    public bool IsCompared => Extractors == Auto;

    public override void Validate() => Require.That(Extractors is Auto or "none", "--extractors", $"'{Extractors}'", "auto or none");
}
