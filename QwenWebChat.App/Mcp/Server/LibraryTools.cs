using System.ComponentModel;
using System.Globalization;
using ModelContextProtocol;
using ModelContextProtocol.Server;
using QwenWebChat.App.Data;
using QwenWebChat.App.Documents.Questions;
using QwenWebChat.Documents.Citations;
using QwenWebChat.Documents.Extraction;

namespace QwenWebChat.App.Mcp.Server;

/// <summary>The tools that list, search and read the user's documents.</summary>
internal sealed class LibraryTools(McpDocuments documents, DocumentSearch search)
{
    private const int MaxPassages = 20;
    private const int MaxQuery = 1_000;
    private const int ListLength = 100;

    [McpServerTool(Name = "search_documents", Title = "Search documents", ReadOnly = true, OpenWorld = false, UseStructuredContent = true)]
    [Description("Searches all of the user's own documents and returns the passages that match the words best, each with its document, page and offset. Use read_page to read on around a passage.")]
    public async Task<FoundPassages> SearchAsync(
        [Description("The words to search for, in the language of the documents.")] string query,
        [Description("The number of passages, 1 to 20.")] int limit = 5,
        CancellationToken cancellationToken = default)
    {
        ToolLimits.Require(nameof(limit), limit, 1, MaxPassages);
        ToolLimits.Require("The length of query", query.Length, 0, MaxQuery);
        List<ulong> terms = SearchTerms.Of(query);
        if (terms.Count == 0)
        {
            throw new McpException("query: found no word; expected words to search for.");
        }

        DocumentHits found = await search.FindAsync(documents.OwnerId, terms, limit, cancellationToken).ConfigureAwait(false);
        string? note = found.DocumentCount == 0 ? "The user has no documents that are read."
            : found.SearchedCount < found.DocumentCount ? string.Create(CultureInfo.InvariantCulture, $"Only the newest {found.SearchedCount} of {found.DocumentCount} documents were searched.")
            : found.Hits.Count == 0 ? "No document contains any of these words."
            : null;
        return new FoundPassages([.. found.Hits.Select(hit => new FoundPassage(hit.Document.Id.ToString(), hit.Document.Name, hit.Words, hit.Passage.Start, hit.Passage.Length, hit.Page))], note);
    }

    [McpServerTool(Name = "list_documents", Title = "List documents", ReadOnly = true, OpenWorld = false, UseStructuredContent = true)]
    [Description("Lists the user's own documents, the newest first, with the ids that the other tools need. A document whose state is not ready has no text.")]
    public async Task<ListedDocuments> ListAsync(
        [Description("The number of documents to skip, for the rest of a long list.")] int offset = 0,
        CancellationToken cancellationToken = default)
    {
        ToolLimits.Require(nameof(offset), offset, 0, int.MaxValue);
        IReadOnlyList<Document> all = await documents.ListAsync(cancellationToken).ConfigureAwait(false);
        ListedDocument[] listed = [.. all.Skip(offset).Take(ListLength).Select(Listed)];
        int end = offset + listed.Length;
        return new ListedDocuments(listed, all.Count, end < all.Count && listed.Length > 0
            ? string.Create(CultureInfo.InvariantCulture, $"Documents {offset + 1} to {end} of {all.Count}; offset {end} lists the next.")
            : null);
    }

    [McpServerTool(Name = "read_page", Title = "Read a page", ReadOnly = true, OpenWorld = false, UseStructuredContent = true)]
    [Description("Returns the text of a page of a document, or of a range of its text if page is left out. At most 20,000 characters; the note in the result says how to read on.")]
    public async Task<DocumentExtract> ReadAsync(
        [Description("The id of the document, as list_documents and search_documents return it.")] string documentId,
        [Description("The number of the page, from 1. Leave it out for documents without pages, and to read from an offset.")] int? page = null,
        [Description("The offset in the document's text at which to begin; by default the beginning of the page or document.")] int? start = null,
        [Description("The maximum number of characters, 1 to 20000.")] int maxCharacters = ToolLimits.MaxText,
        CancellationToken cancellationToken = default)
    {
        ToolLimits.Require(nameof(maxCharacters), maxCharacters, 1, ToolLimits.MaxText);
        (Document document, DocumentText text) = await documents.OpenAsync(documentId, cancellationToken).ConfigureAwait(false);
        (int first, int last) = page is { } number ? RangeOf(document, text, number) : (0, text.Text.Length);
        int from = start is { } offset ? ToolLimits.Require(nameof(start), offset, first, last) : first;
        int to = ToolLimits.EndOf(text.Text, from, last, maxCharacters);
        string? note = to == last ? null : string.Create(CultureInfo.InvariantCulture, $"The {(page is null ? "text" : "page")} goes on: {last - to} more characters from start {to}.");
        return new DocumentExtract(
            document.Id.ToString(), document.Name, text.Text[from..to], from, to - from, text.Text.Length,
            page ?? text.PageAt(from)?.Number, text.Pages.Count > 0 ? text.Pages.Count : null, note);
    }

    private static ListedDocument Listed(Document document) => new(
        document.Id.ToString(), document.Name, document.State, document.CreatedAt, document.CharacterCount, document.PageCount > 0 ? document.PageCount : null, document.TokenCount);

    private static (int Start, int End) RangeOf(Document document, DocumentText text, int number)
    {
        if (text.Pages.Count == 0)
        {
            throw new McpException($"{document.Name} has no pages; leave page out and use start.");
        }

        return text.Pages.FirstOrDefault(page => page.Number == number) is { } found
            ? (found.Start, found.End)
            : throw new McpException(string.Create(CultureInfo.InvariantCulture, $"page: found {number}; {document.Name} has the pages {text.Pages[0].Number} to {text.Pages[^1].Number}."));
    }
}
