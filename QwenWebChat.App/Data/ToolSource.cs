namespace QwenWebChat.App.Data;

/// <summary>A passage of a document in the result of a tool.</summary>
/// <param name="Name">The name of the document.</param>
/// <param name="Page">The page on which the passage begins; null if the format has no pages.</param>
/// <param name="Start">The offset of the passage in the document's text.</param>
/// <param name="Length">The length of the passage in characters.</param>
public sealed record ToolSource(Guid DocumentId, string Name, int? Page, int Start, int Length);
