using System.Text.Json;
using Json.Schema;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace QwenWebChat.Tests.Mcp;

/// <summary>Calls tools and checks their results against the schemas that the server gave.</summary>
internal static class McpCalls
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Returns the structured content, which satisfies the tool's output schema.</summary>
    public static async Task<JsonElement> ResultAsync(McpClient client, string tool, object arguments)
    {
        CallToolResult result = await client.CallToolAsync(tool, Arguments(arguments), cancellationToken: Cancellation);
        Assert.False(result.IsError ?? false, TextOf(result));
        McpClientTool declared = (await client.ListToolsAsync(cancellationToken: Cancellation)).Single(one => one.Name == tool);
        EvaluationResults checkedContent = JsonSchema.FromText(declared.ReturnJsonSchema!.Value.GetRawText()).Evaluate(result.StructuredContent!.Value, new EvaluationOptions { OutputFormat = OutputFormat.List });
        Assert.True(checkedContent.IsValid, $"{result.StructuredContent.Value.GetRawText()} against {declared.ReturnJsonSchema.Value.GetRawText()}");
        Assert.True(JsonElement.DeepEquals(JsonElement.Parse(TextOf(result)), result.StructuredContent.Value));
        return result.StructuredContent.Value;
    }

    /// <summary>Returns the sentence of a call that fails.</summary>
    public static async Task<string> ErrorAsync(McpClient client, string tool, object arguments)
    {
        CallToolResult result = await client.CallToolAsync(tool, Arguments(arguments), cancellationToken: Cancellation);
        Assert.True(result.IsError ?? false, TextOf(result));
        return TextOf(result);
    }

    public static string TextOf(CallToolResult result) => string.Join('\n', result.Content.OfType<TextContentBlock>().Select(block => block.Text));

    public static Dictionary<string, object?> Arguments(object arguments) => JsonSerializer.SerializeToElement(arguments).EnumerateObject().ToDictionary(property => property.Name, property => (object?)property.Value);
}
