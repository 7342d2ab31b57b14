using QwenWebChat.App.Api;
using QwenWebChat.Documents.Citations;

namespace QwenWebChat.App.Mcp.Server;

/// <summary>A quotation that was compared with the documents.</summary>
/// <param name="Number">The number by which the text refers to it.</param>
/// <param name="Kind">The degree to which it agrees with the document.</param>
/// <param name="Quote">The words as the model wrote them.</param>
/// <param name="Words">The words as the document has them; null if it does not have them.</param>
internal sealed record CheckedQuotation(int Number, string Kind, string Quote, string? Words = null, string? DocumentId = null, int? Page = null, int? Start = null, int? Length = null)
{
    public static CheckedQuotation Of(Citation citation) => citation.IsFound
        ? new CheckedQuotation(citation.Number, CitationWords.Of(citation.Kind), citation.Quote, citation.Words, citation.DocumentId?.ToString(), citation.Page, citation.Start, citation.Length)
        : new CheckedQuotation(citation.Number, CitationWords.Of(citation.Kind), citation.Quote);
}
