namespace QwenWebChat.App.Mcp.Client;

/// <summary>A change of the servers that is refused, with the reason for the administrator.</summary>
internal sealed class RefusedServerException(string message) : Exception(message);
