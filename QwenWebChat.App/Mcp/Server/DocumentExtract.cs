namespace QwenWebChat.App.Mcp.Server;

/// <summary>The result of <c>read_page</c>: a range of a document's text.</summary>
/// <param name="Page">The page on which the range begins; null if the format has no pages.</param>
/// <param name="Note">How to read on; null at the end of the page or document.</param>
internal sealed record DocumentExtract(string DocumentId, string DocumentName, string Text, int Start, int Length, int TotalCharacters, int? Page = null, int? PageCount = null, string? Note = null);
