namespace QwenWebChat.Documents.Citations;

/// <summary>Where a quotation stands in a document's text.</summary>
/// <param name="Page">The number of the page where it begins; null where the format has no pages.</param>
public sealed record QuoteMatch(int Start, int Length, QuoteMatchKind Kind, int? Page)
{
    public int End => Start + Length;
}
