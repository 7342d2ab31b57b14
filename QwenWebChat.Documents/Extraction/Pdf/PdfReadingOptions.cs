using UglyToad.PdfPig;

namespace QwenWebChat.Documents.Extraction.Pdf;

/// <summary>Carries the limits of a reading and facts about the document to the code that draws its pages.</summary>
internal sealed class PdfReadingOptions : ParsingOptions
{
    private const int MaxNesting = 64;

    public PdfReadingOptions(ReadingJob job)
    {
        Job = job;
        Limits = new LimitedFilters(job);
        UseLenientParsing = true;
        SkipMissingFonts = true;
        ClipPaths = false;
        MaxStackDepth = MaxNesting;
        FilterProvider = Limits;
        Password = job.Options.Password ?? "";
    }

    public ReadingJob Job { get; }

    public LimitedFilters Limits { get; }

    /// <summary>The fonts of the document that were used so far.</summary>
    public PdfFonts Fonts { get; } = new();

    /// <summary>True if form fields were changed without updating their appearances.</summary>
    public bool HasStaleAppearances { get; set; }
}
