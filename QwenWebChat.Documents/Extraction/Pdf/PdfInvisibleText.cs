namespace QwenWebChat.Documents.Extraction.Pdf;

/// <summary>
/// Distinguishes the invisible text layer of a scanned page, which is the page's text, from invisible text that was hidden
/// beside visible text.
/// </summary>
internal static class PdfInvisibleText
{
    // The minimum share of a scanned page that pictures cover.
    private const double ScanShare = 0.5;

    // A page with no more visible text than a stamp has its text in the invisible layer, however its picture is drawn.
    private const int VisibleRatio = 5;

    /// <summary>Removes hidden letters from the page; returns the number of pieces.</summary>
    public static int Remove(List<PdfLetter> letters, double pictureShare)
    {
        if (!letters.Exists(IsInvisible))
        {
            return 0;
        }

        int invisible = letters.Count(IsInvisible);
        int visible = letters.Count(letter => !letter.IsInvisible && !letter.IsBlank);
        if (pictureShare >= ScanShare || visible * VisibleRatio <= invisible)
        {
            return 0;
        }

        int pieces = letters.FindAll(IsInvisible).Select(letter => letter.Start.Y).Distinct().Count();
        letters.RemoveAll(letter => letter.IsInvisible);
        return pieces;
    }

    private static bool IsInvisible(PdfLetter letter) => letter.IsInvisible && !letter.IsBlank;
}
