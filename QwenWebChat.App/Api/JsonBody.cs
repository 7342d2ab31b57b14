using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.Metadata;

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
            JsonDocument document = await JsonDocument.ParseAsync(http.Request.Body, Strict, http.RequestAborted).ConfigureAwait(false);
            http.Response.RegisterForDispose(document);
            JsonField body = new(document.RootElement, "");
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
