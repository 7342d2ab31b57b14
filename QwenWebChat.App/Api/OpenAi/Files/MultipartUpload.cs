using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;
using QwenWebChat.App.Data;
using QwenWebChat.App.Documents.Readers;
using QwenWebChat.Documents.Extraction;

namespace QwenWebChat.App.Api.OpenAi.Files;

/// <summary>
/// Reads the parts <c>file</c> and <c>purpose</c> of a form (multipart/form-data); others are ignored. The file is copied to disk
/// piece by piece, and becomes a document only after the whole form was valid.
/// </summary>
internal sealed class MultipartUpload : IAsyncDisposable
{
    private const int MaxBoundaryLength = 128;
    private const int MaxParts = 16;
    private const int MaxFieldBytes = 1 << 10;

    // The headers and fields beside the file.
    private const int MaxFormBytes = 64 << 10;

    private readonly long _maxFileBytes;
    private string _name = "";
    private FileStream? _copy;

    private MultipartUpload(long maxFileBytes)
    {
        _maxFileBytes = maxFileBytes;
    }

    /// <exception cref="ApiException">The form is invalid, has no file or several, or the file is too large or empty.</exception>
    public static async Task<UploadedFile> ReadAsync(HttpContext http, long maxFileBytes)
    {
        MultipartReader reader = new(BoundaryOf(http.Request.ContentType), http.Request.Body);
        MultipartUpload upload = new(maxFileBytes);
        await using (upload.ConfigureAwait(false))
        {
            try
            {
                JsonBody.SetLimit(http, maxFileBytes + MaxFormBytes);
                await upload.ReadAsync(reader, http.RequestAborted).ConfigureAwait(false);
            }
            catch (Exception exception) when (exception is BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } or DocumentReadException { Error: DocumentReadError.TooLarge })
            {
                throw TooLarge(maxFileBytes);
            }
            catch (Exception exception) when (StorageFailure.Of(exception) is { } error)
            {
                throw FileErrors.Of(error, upload._name, "file");
            }
            catch (IOException)
            {
                throw new ApiException(StatusCodes.Status400BadRequest, "The body ends within a part, or its parts are not separated by the boundary that the content type names.") { Code = "invalid_form" };
            }
            catch (InvalidDataException exception)
            {
                throw new ApiException(StatusCodes.Status400BadRequest, $"The body is no valid form. {exception.Message}") { Code = "invalid_form" };
            }

            return upload.Take();
        }
    }

    public ValueTask DisposeAsync() => _copy?.DisposeAsync() ?? ValueTask.CompletedTask;

    private async Task ReadAsync(MultipartReader reader, CancellationToken cancellationToken)
    {
        for (int count = 0; await reader.ReadNextSectionAsync(cancellationToken).ConfigureAwait(false) is { } part; count++)
        {
            if (count == MaxParts)
            {
                throw new ApiException(StatusCodes.Status400BadRequest, $"The form has more than {MaxParts} parts.") { Code = "invalid_form" };
            }

            ContentDispositionHeaderValue? disposition = part.GetContentDispositionHeader();
            switch (HeaderUtilities.RemoveQuotes(disposition?.Name ?? default).Value)
            {
                case "file":
                    await CopyAsync(part.Body, disposition!, cancellationToken).ConfigureAwait(false);
                    break;
                case "purpose":
                    CheckPurpose(await ReadFieldAsync(part.Body, "purpose", cancellationToken).ConfigureAwait(false));
                    break;
                case null:
                    throw new ApiException(StatusCodes.Status400BadRequest, "A part of the form has no name; its header Content-Disposition must be form-data with a name.") { Code = "invalid_form" };
            }
        }
    }

    private async Task CopyAsync(Stream content, ContentDispositionHeaderValue disposition, CancellationToken cancellationToken)
    {
        string? name = HeaderUtilities.RemoveQuotes(disposition.FileNameStar.HasValue ? disposition.FileNameStar : disposition.FileName).Value;
        _name = name is null ? throw ApiException.Invalid("file", "file has no file name; it must be a file, as curl sends it with -F file=@report.pdf.")
            : _copy is not null ? throw ApiException.Invalid("file", "The form has several files; it must have one.")
            : name;
        _copy = await TemporaryCopy.CreateAsync(content, _maxFileBytes, cancellationToken).ConfigureAwait(false);
    }

    private UploadedFile Take()
    {
        FileStream copy = _copy ?? throw ApiException.Invalid("file", "file is missing; the form must have a part of that name.");
        if (copy.Length == 0)
        {
            throw FileErrors.Of(DocumentReadError.Empty, _name, "file");
        }

        copy.Position = 0;
        _copy = null;
        return new UploadedFile(_name, copy);
    }

    private static async Task<string> ReadFieldAsync(Stream content, string name, CancellationToken cancellationToken)
    {
        byte[] bytes = new byte[MaxFieldBytes + 1];
        int length = await content.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
        return length <= MaxFieldBytes ? Encoding.UTF8.GetString(bytes, 0, length) : throw ApiException.Invalid(name, $"{name} has more than {MaxFieldBytes} bytes.");
    }

    private static void CheckPurpose(string purpose)
    {
        if (purpose is not ("user_data" or "assistants"))
        {
            throw ApiException.Invalid("purpose", $"purpose is {purpose}; it must be user_data or assistants, because files are only read here: in messages and summaries.");
        }
    }

    private static string BoundaryOf(string? type)
    {
        if (!MediaTypeHeaderValue.TryParse(type, out MediaTypeHeaderValue? parsed) || !parsed.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase))
        {
            throw new ApiException(StatusCodes.Status415UnsupportedMediaType, $"The content type is {(string.IsNullOrEmpty(type) ? "missing" : type)}; it must be multipart/form-data.");
        }

        return HeaderUtilities.RemoveQuotes(parsed.Boundary).Value is { Length: > 0 and <= MaxBoundaryLength } boundary ? boundary
            : throw new ApiException(StatusCodes.Status400BadRequest, $"The content type has no boundary of 1 to {MaxBoundaryLength} characters.") { Code = "invalid_form" };
    }

    private static ApiException TooLarge(long maxBytes) => new(
        StatusCodes.Status413PayloadTooLarge,
        string.Create(CultureInfo.InvariantCulture, $"The file is larger than {maxBytes:N0} bytes; Upload:MaxFileBytes sets the limit."))
    {
        Field = "file",
        Code = "file_too_large",
        ShouldRetry = false,
    };
}
