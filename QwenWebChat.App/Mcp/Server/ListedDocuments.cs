namespace QwenWebChat.App.Mcp.Server;

/// <summary>The result of <c>list_documents</c>.</summary>
/// <param name="Total">The number of all documents.</param>
/// <param name="Note">How to get the rest; null if these are all.</param>
internal sealed record ListedDocuments(IReadOnlyList<ListedDocument> Documents, int Total, string? Note = null);
