using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace QwenWebChat.Inference.Checkpoints;

/// <summary>
/// Parses untrusted JSON files: any error (syntax, a duplicate key, invalid UTF-8, half a surrogate pair) is a <see
/// cref="CheckpointException"/> that names the file.
/// </summary>
internal static class CheckpointJson
{
    // A configuration has some kilobytes, and an index of 100,000 tensors some megabytes.
    private const long MaxFileBytes = 100_000_000;

    private const int QuotedCharacters = 80;

    /// <summary>Reads a whole JSON file; a byte-order mark is accepted.</summary>
    /// <param name="path">The file.</param>
    /// <param name="expected">The expected content, for the message.</param>
    public static JsonElement ReadFile(string path, string expected) => ReadFile(path, expected, root => root.Clone());

    /// <summary>Reads a whole JSON file with a function, which must not keep the element.</summary>
    public static T ReadFile<T>(string path, string expected, Func<JsonElement, T> read)
    {
        using FileStream stream = CheckpointFile.OpenRead(path, expected);
        if (stream.Length > MaxFileBytes)
        {
            throw new CheckpointException(path, $"{stream.Length} bytes", $"{expected} of at most {MaxFileBytes} bytes");
        }

        ReadOnlyMemory<byte> bytes = CheckpointFile.ReadBytes(stream, (int)stream.Length);
        if (bytes.Span.StartsWith(Encoding.UTF8.Preamble))
        {
            bytes = bytes[Encoding.UTF8.Preamble.Length..];
        }

        using JsonDocument document = Parse(path, bytes, expected);
        try
        {
            return read(document.RootElement);
        }
        catch (InvalidOperationException error)
        {
            // The readers check the kinds of values, so this is a string that is not valid text.
            throw BrokenText(path, error);
        }
    }

    /// <summary>Parses a JSON object; the caller disposes the document.</summary>
    public static JsonDocument Parse(string path, ReadOnlyMemory<byte> utf8, string expected)
    {
        if (!Utf8.IsValid(utf8.Span))
        {
            throw new CheckpointException(path, "text that is not UTF-8", expected);
        }

        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(utf8);
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            throw new CheckpointException(path, $"invalid JSON ({error.Message.TrimEnd('.')})", expected, error);
        }

        if (document.RootElement.ValueKind != JsonValueKind.Object)
        {
            string found = Quote(document.RootElement);
            document.Dispose();
            throw new CheckpointException(path, $"JSON that is not an object: {found}", expected);
        }

        try
        {
            return FindContradiction(document.RootElement) is not { } key
                ? document
                : throw new CheckpointException(path, $"invalid JSON (Duplicate property '{key}' with another value)", expected);
        }
        catch (InvalidOperationException error)
        {
            document.Dispose();
            throw BrokenText(path, error);
        }
        catch
        {
            document.Dispose();
            throw;
        }
    }

    /// <summary>Returns the text of a string element.</summary>
    public static string Text(string path, JsonElement text)
    {
        try
        {
            return text.GetString()!;
        }
        catch (InvalidOperationException error)
        {
            throw BrokenText(path, error);
        }
    }

    /// <summary>Returns the name of a member.</summary>
    public static string Name(string path, JsonProperty member)
    {
        try
        {
            return member.Name;
        }
        catch (InvalidOperationException error)
        {
            throw BrokenText(path, error);
        }
    }

    /// <summary>Returns the value as in the file, shortened for a message.</summary>
    public static string Quote(JsonElement value)
    {
        string raw = value.GetRawText().ReplaceLineEndings(" ");
        return raw.Length <= QuotedCharacters ? raw : raw[..QuotedCharacters] + "…";
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

    // A duplicate key with the same value is unambiguous. The depth is limited by the parser, to 64.
    private static string? FindContradiction(JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Array)
        {
            return value.EnumerateArray().Select(FindContradiction).FirstOrDefault(key => key is not null);
        }

        if (value.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        Dictionary<string, JsonElement> seen = new(StringComparer.Ordinal);
        foreach (JsonProperty member in value.EnumerateObject())
        {
            if (!seen.TryAdd(member.Name, member.Value) && !JsonElement.DeepEquals(seen[member.Name], member.Value))
            {
                return member.Name;
            }

            if (FindContradiction(member.Value) is { } key)
            {
                return key;
            }
        }

        return null;
    }

    // JSON can contain half of a surrogate pair (RFC 8259, section 8.2), which is not valid text.
    private static CheckpointException BrokenText(string path, InvalidOperationException error) =>
        new(path, $"a string that is not valid text ({error.Message.TrimEnd('.')})", "Unicode text", error);
}
