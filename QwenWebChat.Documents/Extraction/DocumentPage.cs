namespace QwenWebChat.Documents.Extraction;

/// <summary>A page, slide, sheet or chapter. A paragraph may run on from one page to the next.</summary>
/// <param name="Number">From 1, as the file counts.</param>
/// <param name="Label">What it is called: the sheet's name, the slide's or chapter's title, a page's own number; null if nothing.</param>
/// <param name="Start">Where its text begins in <see cref="DocumentText.Text"/>.</param>
/// <param name="Length">How long its text is; 0 if it has none.</param>
public sealed record DocumentPage(int Number, string? Label, int Start, int Length)
{
    public int End => Start + Length;
}
