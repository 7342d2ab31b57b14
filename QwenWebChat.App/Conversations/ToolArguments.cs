using System.Text.Encodings.Web;
using System.Text.Json;

namespace QwenWebChat.App.Conversations;

/// <summary>Reads and writes the arguments of a call of a tool as the text of a JSON object.</summary>
public static class ToolArguments
{
    private const int MaxDepth = 64;

    private static readonly JsonDocumentOptions Reading = new() { MaxDepth = MaxDepth };

    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, MaxDepth = MaxDepth };

    /// <summary>Returns the text of the arguments; null if they are nested too deeply, or a text in them has half a character.</summary>
    public static string? TryWrite(IDictionary<string, object?>? arguments)
    {
        try
        {
            string json = arguments is null ? "{}" : JsonSerializer.Serialize(arguments, Readable);
            return IsValid(json) ? json : null;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or ArgumentException)
        {
            return null;
        }
    }

    /// <summary>Returns whether the text is a JSON object that can be written into a prompt.</summary>
    public static bool IsValid(string json) => TryParse(json) is not null;

    /// <summary>Returns the object; an empty one if the text is none.</summary>
    public static JsonElement Read(string json) => TryParse(json) ?? JsonElement.Parse("{}");

    private static JsonElement? TryParse(string json)
    {
        try
        {
            JsonElement parsed = JsonElement.Parse(json, Reading);
            // Half a character, which JSON can escape, is no text: to write it throws.
            return parsed.ValueKind == JsonValueKind.Object && JsonSerializer.Serialize(parsed, Readable).Length > 0 ? parsed : null;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or ArgumentException)
        {
            return null;
        }
    }
}
