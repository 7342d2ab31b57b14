using System.Text.Json;
using Microsoft.Extensions.AI;
using QwenWebChat.App.Tools;

namespace QwenWebChat.App.Mcp.Client;

/// <summary>A tool of a server in the chats. Its name begins with that of the server, so that tools of two servers never clash.</summary>
/// <param name="tool">The name by which the server knows it.</param>
internal sealed class McpTool(AIFunctionDeclaration declaration, string origin, string tool, McpCaller caller) : IChatTool
{
    /// <summary>Stands between the name of the server, which has no underscores, and that of the tool.</summary>
    public const string Separator = "__";

    public AIFunctionDeclaration Declaration => declaration;

    public string? Origin => origin;

    public Task<ToolResult> CallAsync(JsonElement arguments, Guid ownerId, CancellationToken cancellationToken) => caller.CallAsync(tool, arguments, cancellationToken);
}
