using System.Text.Json;
using Microsoft.Extensions.AI;

namespace QwenWebChat.App.Tools;

/// <summary>A function that the model may call while it answers in a chat.</summary>
internal interface IChatTool
{
    /// <summary>The function as the model is told of it. The keys of its texts on the pages end in its name.</summary>
    AIFunctionDeclaration Declaration { get; }

    /// <summary>The address or command of the program that runs the calls, for which the user is asked; null for this app.</summary>
    string? Origin => null;

    /// <summary>Runs a call for an owner.</summary>
    /// <param name="arguments">A JSON object, which need not satisfy the schema.</param>
    /// <exception cref="ToolException">The call has no result. The message tells the model and the user why.</exception>
    Task<ToolResult> CallAsync(JsonElement arguments, Guid ownerId, CancellationToken cancellationToken);
}
