using Microsoft.Extensions.AI;

namespace QwenWebChat.App.Api;

/// <summary>Reads a file in the body of a request. The contents remember the path of their field.</summary>
internal static class FileField
{
    private const string Scheme = "data:";

    /// <summary>Reads the id of a stored file.</summary>
    /// <exception cref="ApiException">It is not a text, or empty.</exception>
    public static HostedFileContent Stored(JsonField id) => string.IsNullOrWhiteSpace(id.RequiredText())
        ? throw ApiException.Invalid(id.Path, $"{id.Path} is empty; it must be the id of a file, which POST /v1/files returns.")
        : new HostedFileContent(id.RequiredText()) { RawRepresentation = id.Path };

    /// <param name="data">Base64, or a data URI with it.</param>
    /// <param name="mediaType">The media type of bare Base64.</param>
    /// <exception cref="ApiException">It is neither.</exception>
    public static DataContent Read(JsonField data, string mediaType, string? name)
    {
        string text = data.RequiredText();
        try
        {
            return text.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
                ? new DataContent(text) { Name = name, RawRepresentation = data.Path }
                : new DataContent(Convert.FromBase64String(text), mediaType) { Name = name, RawRepresentation = data.Path };
        }
        catch (Exception exception) when (exception is FormatException or ArgumentException)
        {
            throw ApiException.Invalid(data.Path, $"{data.Path} is not a file; it must be Base64, or a data URI with it, such as data:application/pdf;base64,JVBERi0…");
        }
    }

    /// <summary>Returns the path of the field from which a file was read.</summary>
    public static string? PathOf(AIContent file) => file.RawRepresentation as string;
}
