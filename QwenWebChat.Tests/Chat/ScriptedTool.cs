using System.Text.Json;
using Microsoft.Extensions.AI;
using QwenWebChat.App.Tools;

namespace QwenWebChat.Tests.Chat;

/// <summary>A tool that does what a test says.</summary>
internal sealed class ScriptedTool(string name, Func<JsonElement, CancellationToken, Task<ToolResult>> call) : IChatTool
{
    public AIFunctionDeclaration Declaration { get; } = AIFunctionFactory.CreateDeclaration(name, $"A tool named {name}.", JsonElement.Parse("""{"type": "object"}"""));

    public static ScriptedTool Saying(string name, string result) => new(name, (_, _) => Task.FromResult(new ToolResult(result)));

    public Task<ToolResult> CallAsync(JsonElement arguments, Guid ownerId, CancellationToken cancellationToken) => call(arguments, cancellationToken);
}
