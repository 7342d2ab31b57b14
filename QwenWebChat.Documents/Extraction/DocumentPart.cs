namespace QwenWebChat.Documents.Extraction;

/// <summary>A part of a document's text, of about a paragraph. Positions count UTF-16 code units.</summary>
/// <param name="Start">Where it begins in <see cref="DocumentText.Text"/>.</param>
/// <param name="Length">How long it is, without the line ends that part it from the next.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Level">1 to 9 for headings, the depth (from 1) for list items, otherwise 0.</param>
/// <param name="Page">The number of the page where it begins; null where the format has no pages.</param>
public readonly record struct DocumentPart(int Start, int Length, DocumentPartKind Kind, int Level = 0, int? Page = null)
{
    public int End => Start + Length;
}
