namespace QwenWebChat.App.Mcp.Server;

/// <summary>A passage of a document in a result of <c>search_documents</c>.</summary>
/// <param name="Start">The offset in the document's text, for <c>read_page</c>.</param>
internal sealed record FoundPassage(string DocumentId, string DocumentName, string Text, int Start, int Length, int? Page = null);
