namespace QwenWebChat.Documents.Extraction;

/// <summary>A page, slide, sheet or chapter. A paragraph may continue from one page to the next.</summary>
/// <param name="Number">The number from 1, in the order of the file.</param>
/// <param name="Label">The sheet's name, the slide's or chapter's title, or the printed page number; null for none.</param>
/// <param name="Start">The offset of its text in <see cref="DocumentText.Text"/>.</param>
/// <param name="Length">The length of its text; 0 for none.</param>
public sealed record DocumentPage(int Number, string? Label, int Start, int Length)
{
    public int End => Start + Length;
}
