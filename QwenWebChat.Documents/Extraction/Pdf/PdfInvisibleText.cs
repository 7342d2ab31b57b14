namespace QwenWebChat.Documents.Extraction.Pdf;

/// <summary>
/// Tells the text that recognition laid invisibly over a scanned page, which is the page's text, from invisible text that
/// somebody hid beside the visible.
/// </summary>
internal static class PdfInvisibleText
{
    // The share of a scanned page that its pictures cover.
    private const double ScanShare = 0.5;

    // A page that shows no more than a stamp has its text in the invisible layer, however its picture is drawn.
    private const int VisibleRatio = 5;

    /// <summary>Takes hidden letters off the page; says how many pieces they were.</summary>
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
