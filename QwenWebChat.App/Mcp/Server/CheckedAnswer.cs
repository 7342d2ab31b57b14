namespace QwenWebChat.App.Mcp.Server;

/// <summary>The result of <c>ask_document</c>.</summary>
/// <param name="Answer">Markdown in which <c>[n]</c> refers to the quotation of that number.</param>
/// <param name="Note">Which parts of the documents the model did not see, and whether the answer was cut; null for nothing.</param>
internal sealed record CheckedAnswer(string Answer, IReadOnlyList<CheckedQuotation> Quotations, string Model, string? Note = null);
