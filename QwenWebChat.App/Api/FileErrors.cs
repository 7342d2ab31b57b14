using System.Globalization;
using System.Resources;
using System.Text.Json;
using QwenWebChat.App.Resources;
using QwenWebChat.Documents.Extraction;

namespace QwenWebChat.App.Api;

/// <summary>Maps the errors of files to those of an API, with the reasons that the pages give.</summary>
internal static class FileErrors
{
    private static readonly ResourceManager Texts = new(typeof(UiText));

    /// <summary>Returns the reason why a file cannot be read.</summary>
    /// <param name="name">The file's name.</param>
    public static string ReasonOf(DocumentReadError error, string name) => TextOf($"Attachment_{error}", name);

    /// <param name="name">The file's name.</param>
    /// <param name="field">The field of the request that has the file; null for none.</param>
    public static ApiException Of(DocumentReadError error, string name, string? field) => new(
        error is DocumentReadError.DiskFull or DocumentReadError.NoRights ? StatusCodes.Status507InsufficientStorage : StatusCodes.Status400BadRequest,
        ReasonOf(error, name))
    {
        Field = field,
        Code = $"file_{JsonNamingPolicy.SnakeCaseLower.ConvertName(error.ToString())}",
        ShouldRetry = false,
    };

    /// <summary>Returns a text of the pages in English, as all errors of the APIs are.</summary>
    public static string TextOf(string key, params object[] arguments) => string.Format(CultureInfo.InvariantCulture, Texts.GetString(key, CultureInfo.InvariantCulture)!, arguments);
}
