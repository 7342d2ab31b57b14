namespace QwenWebChat.App.Mcp.Server;

/// <summary>The result of <c>search_documents</c>.</summary>
/// <param name="Note">What was not searched or not found; null for nothing.</param>
internal sealed record FoundPassages(IReadOnlyList<FoundPassage> Passages, string? Note = null);
