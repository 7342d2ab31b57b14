using QwenWebChat.App.Data;

namespace QwenWebChat.App.Mcp.Server;

/// <summary>A document in the result of <c>list_documents</c>.</summary>
internal sealed record ListedDocument(string Id, string Name, DocumentState State, DateTimeOffset AddedAt, int Characters, int? Pages = null, int? Tokens = null);
