using UglyToad.PdfPig;

namespace QwenWebChat.Documents.Extraction.Pdf;

/// <summary>Carries the limits of a reading, and what is known of the document, to where its pages are drawn.</summary>
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

    /// <summary>The fonts of the document that were met so far.</summary>
    public PdfFonts Fonts { get; } = new();

    /// <summary>The fields of its form were changed, and their appearances were not.</summary>
    public bool HasStaleAppearances { get; set; }
}
