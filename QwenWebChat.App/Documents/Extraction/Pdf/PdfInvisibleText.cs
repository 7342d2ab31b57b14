namespace QwenWebChat.App.Documents.Extraction.Pdf;

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

    /// <summary>The letters without hidden ones, and the pieces that these make.</summary>
    public static (List<PdfLetter> Letters, int HiddenCount) Judge(IReadOnlyList<PdfLetter> letters, double pictureShare)
    {
        int invisible = letters.Count(letter => letter is { IsInvisible: true, IsBlank: false });
        int visible = letters.Count(letter => letter is { IsInvisible: false, IsBlank: false });
        if (invisible == 0 || pictureShare >= ScanShare || visible * VisibleRatio <= invisible)
        {
            return ([.. letters], 0);
        }

        int pieces = letters.Where(letter => letter is { IsInvisible: true, IsBlank: false }).Select(letter => letter.Start.Y).Distinct().Count();
        return ([.. letters.Where(letter => !letter.IsInvisible)], pieces);
    }
}
