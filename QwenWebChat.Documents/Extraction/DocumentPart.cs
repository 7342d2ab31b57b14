namespace QwenWebChat.Documents.Extraction;

/// <summary>A part of a document's text, about a paragraph long. Positions count UTF-16 code units.</summary>
/// <param name="Start">The offset in <see cref="DocumentText.Text"/>.</param>
/// <param name="Length">The length without the line ends that separate it from the next part.</param>
/// <param name="Kind">The kind of the part.</param>
/// <param name="Level">1 to 9 for headings, the depth (from 1) for list items, otherwise 0.</param>
/// <param name="Page">The number of the page on which it begins; null if the format has no pages.</param>
public readonly record struct DocumentPart(int Start, int Length, DocumentPartKind Kind, int Level = 0, int? Page = null)
{
    public int End => Start + Length;
}
