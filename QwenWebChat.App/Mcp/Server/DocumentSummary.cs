using QwenWebChat.App.Data;

namespace QwenWebChat.App.Mcp.Server;

/// <summary>The result of <c>summarize_document</c>.</summary>
/// <param name="State">Finished, or running if the call did not wait for its end.</param>
/// <param name="Text">Markdown in which <c>[n]</c> refers to the quotation of that number; empty while it is written.</param>
/// <param name="Note">What is missing and how to get it; null for nothing.</param>
internal sealed record DocumentSummary(string DocumentId, string DocumentName, SummaryState State, string Text, IReadOnlyList<CheckedQuotation> Quotations, string Model, string? Note = null);
