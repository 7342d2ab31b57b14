using System.Text.Json;

namespace QwenWebChat.Inference.Checkpoints;

/// <summary>Reads a JSON file of a checkpoint; any error in it becomes a <see cref="CheckpointException"/>.</summary>
internal static class JsonFile
{
    public static T Read<T>(string path, Func<JsonElement, T> read)
    {
        try
        {
            using FileStream stream = File.OpenRead(path);
            using JsonDocument document = JsonDocument.Parse(stream);
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? read(document.RootElement)
                : throw new CheckpointException(path, Describe(document.RootElement), "a JSON object");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new CheckpointException(path, $"a file that cannot be read ({error.Message})", "a readable file", error);
        }
        catch (JsonException error)
        {
            string place = $"line {error.LineNumber + 1}, byte {error.BytePositionInLine + 1}";
            throw new CheckpointException(path, $"damaged JSON at {place}", "a JSON object", error);
        }
        catch (InvalidOperationException error)
        {
            // The value kinds were checked before, so this catches text that is not UTF-8, or half a surrogate pair.
            throw new CheckpointException(path, $"text that is not Unicode ({error.Message})", "UTF-8", error);
        }
    }

    /// <summary>Describes a value's kind for a message ("a string", "an object") without its content.</summary>
    public static string Describe(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "an array",
        JsonValueKind.String => "a string",
        JsonValueKind.Number => "a number",
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        JsonValueKind.Null => "null",
        _ => "nothing",
    };
}
