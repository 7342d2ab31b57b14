using System.Text;
using System.Text.Json;

namespace QwenWebChat.App.Chat;

/// <summary>Reads answers that are JSON.</summary>
public static class JsonAnswer
{
    private const int MaxDepth = 512;

    // Beyond any answer of a model; imported texts have no limit.
    private const int MaxLength = 4 << 20;

    /// <summary>Returns the object or list that the whole text is; null for any other text.</summary>
    public static JsonElement? Parse(string text)
    {
        if (text.Length > MaxLength || !IsBegun(text))
        {
            return null;
        }

        try
        {
            byte[] utf8 = Encoding.UTF8.GetBytes(text);
            return HasReadableTexts(utf8) ? JsonElement.Parse(utf8, new JsonDocumentOptions { MaxDepth = MaxDepth }) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Returns whether the text begins as an object or a list does.</summary>
    public static bool IsBegun(string text) => text.AsSpan().TrimStart() is ['{' or '[', ..];

    // An escape of half a character is JSON, but no text.
    private static bool HasReadableTexts(ReadOnlySpan<byte> utf8)
    {
        Utf8JsonReader reader = new(utf8, new JsonReaderOptions { MaxDepth = MaxDepth });
        try
        {
            while (reader.Read())
            {
                if (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName && reader.ValueIsEscaped)
                {
                    _ = reader.GetString();
                }
            }

            return true;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }
}
