using System.Text;
using System.Text.Json;
using QwenWebChat.Inference.Sampling.Grammar;

namespace QwenWebChat.App.Generation;

/// <summary>Checks JSON Schemas as the engine uses them.</summary>
public static class SchemaCheck
{
    /// <summary>The rules for reading a schema.</summary>
    internal static readonly JsonDocumentOptions Reading = new() { MaxDepth = 512 };

    /// <summary>Compiles a schema, which may take a second. Returns null for a schema that constrains answers as it says.</summary>
    public static SchemaError? FindError(string schema)
    {
        if (FindSyntaxError(schema) is { } error)
        {
            return error;
        }

        try
        {
            new GrammarSource(GrammarKind.JsonSchema, schema).Compile();
            return null;
        }
        catch (GrammarException exception)
        {
            return new SchemaError(exception.Reason) { Place = exception.Place };
        }
    }

    /// <summary>Returns null for text that is JSON, whatever it says.</summary>
    internal static SchemaError? FindSyntaxError(string schema)
    {
        try
        {
            JsonElement.Parse(schema, Reading);
            return null;
        }
        catch (JsonException exception)
        {
            int line = (int)(exception.LineNumber ?? 0);
            // The message repeats the place.
            string reason = exception.Message.Split(" LineNumber: ", 2)[0].TrimEnd('.');
            return new SchemaError(reason) { Line = line + 1, Column = CharactersIn(schema, line, (int)(exception.BytePositionInLine ?? 0)) + 1 };
        }
    }

    // The reader counts bytes of UTF-8, an editor characters.
    private static int CharactersIn(string text, int line, int byteCount)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text.Split('\n', line + 2)[line]);
        return Encoding.UTF8.GetCharCount(bytes, 0, Math.Min(byteCount, bytes.Length));
    }
}
