using Microsoft.Extensions.AI;

namespace QwenWebChat.App.Api;

/// <summary>Reads a file in the body of a request.</summary>
internal static class FileField
{
    private const string Scheme = "data:";

    /// <param name="data">Base64, or a data URI with it.</param>
    /// <param name="mediaType">The media type of bare Base64.</param>
    /// <exception cref="ApiException">It is neither.</exception>
    public static DataContent Read(JsonField data, string mediaType, string? name)
    {
        string text = data.RequiredText();
        try
        {
            return text.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
                ? new DataContent(text) { Name = name }
                : new DataContent(Convert.FromBase64String(text), mediaType) { Name = name };
        }
        catch (Exception exception) when (exception is FormatException or ArgumentException)
        {
            throw ApiException.Invalid(data.Path, $"{data.Path} is not a file; it must be Base64, or a data URI with it, such as data:application/pdf;base64,JVBERi0…");
        }
    }
}
