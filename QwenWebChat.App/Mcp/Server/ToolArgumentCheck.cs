using System.Text.Json;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;

namespace QwenWebChat.App.Mcp.Server;

/// <summary>Checks the arguments of a call against the schema of its tool, as far as these tools have types.</summary>
internal static class ToolArgumentCheck
{
    private const int MaxShown = 60;

    /// <param name="tool">Null for a tool that does not exist, which the protocol itself reports.</param>
    /// <exception cref="McpException">An argument is unknown, missing, or of another type. The message names it.</exception>
    public static void Check(CallToolRequestParams call, Tool? tool)
    {
        if (tool is null)
        {
            return;
        }

        JsonElement properties = tool.InputSchema.GetProperty("properties");
        IDictionary<string, JsonElement> arguments = call.Arguments ?? new Dictionary<string, JsonElement>();
        foreach ((string name, JsonElement value) in arguments)
        {
            if (!properties.TryGetProperty(name, out JsonElement schema))
            {
                throw new McpException($"{Shown(name)} is not an argument of {tool.Name}; it has {string.Join(", ", properties.EnumerateObject().Select(property => property.Name))}.");
            }

            if (!Fits(value, schema))
            {
                throw new McpException($"{name}: found {Shown(value.GetRawText())}; expected {Expected(schema)}.");
            }
        }

        if (tool.InputSchema.TryGetProperty("required", out JsonElement required)
            && required.EnumerateArray().Select(name => name.GetString()!).FirstOrDefault(name => !arguments.ContainsKey(name)) is { } missing)
        {
            throw new McpException($"{missing} is missing; expected {Expected(properties.GetProperty(missing))}.");
        }
    }

    private static bool Fits(JsonElement value, JsonElement schema)
    {
        if (schema.TryGetProperty("enum", out JsonElement choices))
        {
            return choices.EnumerateArray().Any(choice => JsonElement.DeepEquals(choice, value));
        }

        return TypesOf(schema) is [] || TypesOf(schema).Any(type => type switch
        {
            "string" => value.ValueKind == JsonValueKind.String,
            "integer" => value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out _),
            "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
            "array" => value.ValueKind == JsonValueKind.Array && value.EnumerateArray().All(item => Fits(item, schema.GetProperty("items"))),
            "null" => value.ValueKind == JsonValueKind.Null,
            _ => true,
        });
    }

    private static string[] TypesOf(JsonElement schema) => !schema.TryGetProperty("type", out JsonElement type) ? []
        : type.ValueKind == JsonValueKind.Array ? [.. type.EnumerateArray().Select(one => one.GetString()!)]
        : [type.GetString()!];

    private static string Expected(JsonElement schema)
    {
        if (schema.TryGetProperty("enum", out JsonElement choices))
        {
            return $"one of {string.Join(", ", choices.EnumerateArray().Where(choice => choice.ValueKind == JsonValueKind.String).Select(choice => choice.GetString()))}";
        }

        return string.Join(" or ", TypesOf(schema).Select(type => type switch
        {
            "integer" => "a whole number",
            "array" => "a list of strings",
            "null" => "null",
            _ => $"a {type}",
        }));
    }

    private static string Shown(string text) => text.Length <= MaxShown ? text : $"{text[..MaxShown]}…";
}
