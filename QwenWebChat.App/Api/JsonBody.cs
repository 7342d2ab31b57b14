using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Microsoft.AspNetCore.Http.Features;

namespace QwenWebChat.App.Api;

/// <summary>Reads the JSON body of a request.</summary>
internal static class JsonBody
{
    /// <summary>The depth of nested values that a body may have.</summary>
    public const int MaxDepth = 512;

    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = MaxDepth };

    /// <param name="takesAnyType">
    /// True to ignore the content type: a page of another site can then send a request without a question before, and only its
    /// origin tells it (<see cref="ApiOrigins"/>).
    /// </param>
    /// <exception cref="ApiException">The body is too large, is no JSON object, or has another content type.</exception>
    public static async Task<JsonField> ReadAsync(HttpContext http, long maxBytes, bool takesAnyType)
    {
        if (!takesAnyType)
        {
            CheckType(http.Request.ContentType);
        }

        try
        {
            SetLimit(http, maxBytes);
            byte[] bytes = await ReadBytesAsync(http).ConfigureAwait(false);
            JsonDocument document = JsonDocument.Parse(WithoutMark(bytes), Strict);
            http.Response.RegisterForDispose(document);
            JsonField body = new(document.RootElement, "");
            CheckUnicode(bytes, body);
            return body.IsObject ? body : throw body.Expected("a JSON object");
        }
        catch (BadHttpRequestException exception) when (exception.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            throw TooLarge(maxBytes);
        }
        catch (JsonException exception)
        {
            throw new ApiException(StatusCodes.Status400BadRequest, $"The body is not JSON, or nested deeper than {MaxDepth} levels: {Reason(exception)}") { Code = "invalid_json" };
        }
    }

    /// <summary>Sets the maximum size of a body, which the server enforces while the body is read.</summary>
    /// <exception cref="BadHttpRequestException">The body says that it is larger.</exception>
    public static void SetLimit(HttpContext http, long maxBytes)
    {
        if (http.Request.ContentLength > maxBytes)
        {
            throw new BadHttpRequestException("The body is too large.", StatusCodes.Status413PayloadTooLarge);
        }

        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = maxBytes;
        }
    }

    private static async Task<byte[]> ReadBytesAsync(HttpContext http)
    {
        using MemoryStream bytes = new();
        await http.Request.Body.CopyToAsync(bytes, http.RequestAborted).ConfigureAwait(false);
        return bytes.ToArray();
    }

    private static ReadOnlyMemory<byte> WithoutMark(byte[] bytes) => bytes.AsMemory(bytes.AsSpan().StartsWith(Encoding.UTF8.Preamble) ? Encoding.UTF8.Preamble.Length : 0);

    // JSON is parsed without a look at the characters of its strings; only an escaped one can be half a surrogate pair.
    private static void CheckUnicode(byte[] bytes, JsonField body)
    {
        if (!Utf8.IsValid(bytes))
        {
            throw new ApiException(StatusCodes.Status400BadRequest, "The body has bytes that are not UTF-8.") { Code = "invalid_json" };
        }

        if (bytes.AsSpan().IndexOf("\\ud"u8) >= 0 || bytes.AsSpan().IndexOf("\\uD"u8) >= 0)
        {
            body.CheckUnicode();
        }
    }

    private static ApiException TooLarge(long maxBytes) => new(
        StatusCodes.Status413PayloadTooLarge,
        string.Create(CultureInfo.InvariantCulture, $"The body is larger than {maxBytes >> 20} MB; Api:MaxBodyMegabytes sets the limit, and /v1/files takes larger files."))
    {
        ShouldRetry = false,
    };

    // Only this type makes a browser ask before it sends another site's request.
    private static void CheckType(string? type)
    {
        if (!MediaTypeHeaderValue.TryParse(type, out MediaTypeHeaderValue? parsed) || parsed.MediaType is not { } media
            || !(media.Equals("application/json", StringComparison.OrdinalIgnoreCase) || media.EndsWith("+json", StringComparison.OrdinalIgnoreCase))
            || parsed.CharSet is { } charset && !charset.Trim('"').Equals("utf-8", StringComparison.OrdinalIgnoreCase))
        {
            throw new ApiException(StatusCodes.Status415UnsupportedMediaType, $"The content type is {(string.IsNullOrEmpty(type) ? "missing" : type)}; it must be application/json, in UTF-8.");
        }
    }

    // The position helps; the rest of the line names types of the program.
    private static string Reason(JsonException exception) => exception.Message.Split(" Path: ")[0].Split(" LineNumber: ")[0]
        + string.Create(CultureInfo.InvariantCulture, $" (line {exception.LineNumber + 1}, byte {exception.BytePositionInLine + 1})");
}
