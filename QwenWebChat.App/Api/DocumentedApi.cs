namespace QwenWebChat.App.Api;

/// <summary>Marks a path that the OpenAPI document describes.</summary>
internal sealed class DocumentedApi;
