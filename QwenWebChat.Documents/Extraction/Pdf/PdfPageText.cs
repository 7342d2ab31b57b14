namespace QwenWebChat.Documents.Extraction.Pdf;

/// <summary>The lines of a page, before they are joined to paragraphs.</summary>
internal sealed record PdfPageText(int Number, double Width, double Height, IReadOnlyList<PdfLine> Lines)
{
    /// <summary>True unless an error ended the reading of the page.</summary>
    public bool IsReadable { get; init; } = true;

    public int PictureCount { get; init; }

    /// <summary>The share of the page covered by pictures.</summary>
    public double PictureShare { get; init; }

    /// <summary>The number of characters that their fonts do not name.</summary>
    public int UnmappedCount { get; init; }

    /// <summary>True if most of its letters seem to stand for others.</summary>
    public bool IsDoubtful { get; init; }

    /// <summary>The number of omitted pieces of text that are not visible.</summary>
    public int HiddenCount { get; init; }

    /// <summary>The names of the files attached to the page.</summary>
    public IReadOnlyList<string> AttachedFiles { get; init; } = [];

    /// <summary>The notes beside the text: comments, signatures, and the first of each running line.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>The number printed on the page; null for none.</summary>
    public string? Label { get; init; }

    /// <summary>Creates the text of a drawn page, without its letters.</summary>
    public static PdfPageText Of(int number, PdfDrawnPage page, IReadOnlyList<PdfLine> lines)
    {
        int unmapped = page.Letters.Count(letter => letter.IsUnmapped);
        return new PdfPageText(number, page.Width, page.Height, lines)
        {
            PictureCount = page.PictureCount,
            PictureShare = page.PictureShare,
            UnmappedCount = unmapped,
            IsDoubtful = PdfLegibility.IsDoubtful(page.Letters, unmapped),
            HiddenCount = page.HiddenCount,
            AttachedFiles = page.AttachedFiles,
            Notes = page.Notes,
        };
    }
}
