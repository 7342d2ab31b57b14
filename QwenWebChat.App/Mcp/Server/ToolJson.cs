using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using ModelContextProtocol;

namespace QwenWebChat.App.Mcp.Server;

/// <summary>The JSON options of arguments and results: text as it is, because escapes of other scripts cost a model tokens.</summary>
internal static class ToolJson
{
    public static JsonSerializerOptions Options { get; } = Create();

    /// <summary>Returns true for an error of the JSON itself. Half a surrogate pair is an <see cref="InvalidOperationException"/>, which only its source tells from others.</summary>
    public static bool IsUnreadable(Exception exception) =>
        exception is JsonException || (exception is InvalidOperationException { Source: { } source } && source.StartsWith("System.Text.Json", StringComparison.Ordinal));

    private static JsonSerializerOptions Create()
    {
        JsonSerializerOptions options = new(McpJsonUtilities.DefaultOptions) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
        // Before the converter of the defaults, which writes the names of C#.
        options.Converters.Insert(0, new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower));
        return options;
    }
}
