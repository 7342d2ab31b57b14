namespace QwenWebChat.Documents.Extraction.Pdf;

/// <summary>The lines of a page, before they become paragraphs.</summary>
internal sealed record PdfPageText(int Number, double Width, double Height, IReadOnlyList<PdfLine> Lines)
{
    /// <summary>False for a page that broke off.</summary>
    public bool IsReadable { get; init; } = true;

    public int PictureCount { get; init; }

    /// <summary>The share of the page that pictures cover.</summary>
    public double PictureShare { get; init; }

    /// <summary>Characters that their fonts do not name.</summary>
    public int UnmappedCount { get; init; }

    /// <summary>Most of its letters seem to stand for others.</summary>
    public bool IsDoubtful { get; init; }

    /// <summary>Pieces of text that cannot be seen, and are left out.</summary>
    public int HiddenCount { get; init; }

    /// <summary>The names of files that are attached to the page.</summary>
    public IReadOnlyList<string> AttachedFiles { get; init; } = [];

    /// <summary>What stands beside the text: comments, signatures, and the first of each running line.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>The number printed on the page; null if none.</summary>
    public string? Label { get; init; }

    /// <summary>A page as it is drawn. Its letters are not kept.</summary>
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
