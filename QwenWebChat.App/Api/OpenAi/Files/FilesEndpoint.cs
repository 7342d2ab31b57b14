using System.Globalization;
using System.Net.Mime;
using Microsoft.Extensions.Options;
using QwenWebChat.App.Audit;
using QwenWebChat.App.Data;
using QwenWebChat.App.Documents.Library;
using QwenWebChat.App.Documents.Summaries;
using QwenWebChat.App.Hosting;
using QwenWebChat.Documents.Extraction;

namespace QwenWebChat.App.Api.OpenAi.Files;

/// <summary><c>/v1/files</c>: the documents of the owner, uploaded here or in the app.</summary>
internal sealed class FilesEndpoint(DocumentDesk desk, DocumentStore documents, SummaryDesk summaries, IOptions<UploadOptions> uploads)
{
    // OpenAI's own limit, which is its default too.
    private const int MaxListed = 10_000;

    /// <summary>Stores a file, which is read in the background.</summary>
    public async Task UploadAsync(ApiCall call)
    {
        UploadedFile file = await MultipartUpload.ReadAsync(call.Http, uploads.Value.MaxFileBytes).ConfigureAwait(false);
        await using (file.ConfigureAwait(false))
        {
            try
            {
                Document document = await desk.UploadAsync(call.OwnerId, file.Name, file.Content, call.Http.RequestAborted).ConfigureAwait(false);
                await ApiTransport.WriteAsync(call.Http, FileObject.Of(document)).ConfigureAwait(false);
            }
            catch (DocumentReadException exception)
            {
                throw FileErrors.Of(exception.Error, file.Name, "file");
            }
        }
    }

    public async Task ListAsync(ApiCall call)
    {
        IQueryCollection query = call.Http.Request.Query;
        int limit = LimitOf(query["limit"]);
        bool isOldestFirst = IsOldestFirst(query["order"]);
        IReadOnlyList<Document> stored = query["purpose"] is [{ Length: > 0 } purpose, ..] && purpose is not "user_data" ? []
            : await documents.ListAsync(call.OwnerId, call.Http.RequestAborted).ConfigureAwait(false);
        List<FileObject> all = [.. (isOldestFirst ? stored.Reverse() : stored).Select(FileObject.Of)];
        int first = query["after"] is [{ Length: > 0 } after, ..] ? all.FindIndex(file => file.Id == after) + 1 : 0;
        if (first == 0 && query["after"] is [{ Length: > 0 } unknown, ..])
        {
            throw ObjectIds.Files.NotFound(unknown, "after");
        }

        FileObject[] page = [.. all.Skip(first).Take(limit)];
        await ApiTransport.WriteAsync(call.Http, new
        {
            Object = "list",
            Data = page,
            FirstId = page.FirstOrDefault()?.Id,
            LastId = page.LastOrDefault()?.Id,
            HasMore = first + page.Length < all.Count,
        }).ConfigureAwait(false);
    }

    public async Task FindAsync(ApiCall call) => await ApiTransport.WriteAsync(call.Http, FileObject.Of(await OpenAsync(call).ConfigureAwait(false))).ConfigureAwait(false);

    public async Task DownloadAsync(ApiCall call)
    {
        Document document = await OpenAsync(call).ConfigureAwait(false);
        Stream source = await documents.OpenSourceAsync(call.OwnerId, document.Id, call.Http.RequestAborted).ConfigureAwait(false) ?? throw ObjectIds.Files.NotFound(IdOf(call));
        await using (source.ConfigureAwait(false))
        {
            await call.Trail.RecordAsync(AuditAction.DocumentExported, new AuditTarget(AuditTargetKind.Document, document.Id)).ConfigureAwait(false);
            call.Http.Response.ContentLength = source.Length;
            await Download.WriteAsync(call.Http, document.Name, MediaTypeNames.Application.Octet, source.CopyToAsync).ConfigureAwait(false);
        }
    }

    /// <summary>Deletes a file as the app does: its summaries stop, and its files are removed after a while.</summary>
    public async Task DeleteAsync(ApiCall call)
    {
        Document document = await OpenAsync(call).ConfigureAwait(false);
        await summaries.StopAllAsync(call.OwnerId, document.Id).ConfigureAwait(false);
        if (await desk.DeleteAsync(call.OwnerId, document.Id, call.Http.RequestAborted).ConfigureAwait(false))
        {
            await call.Trail.RecordAsync(AuditAction.DocumentDeleted, new AuditTarget(AuditTargetKind.Document, document.Id)).ConfigureAwait(false);
        }

        await ApiTransport.WriteAsync(call.Http, new { Id = ObjectIds.Files.Of(document.Id), Object = "file", Deleted = true }).ConfigureAwait(false);
    }

    private async Task<Document> OpenAsync(ApiCall call) =>
        await documents.FindAsync(call.OwnerId, ObjectIds.Files.Parse(IdOf(call)), call.Http.RequestAborted).ConfigureAwait(false) ?? throw ObjectIds.Files.NotFound(IdOf(call));

    private static string? IdOf(ApiCall call) => (string?)call.Http.GetRouteValue("id");

    private static int LimitOf(string? text) =>
        string.IsNullOrEmpty(text) ? MaxListed
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int limit) && limit is >= 1 and <= MaxListed ? limit
        : throw ApiException.Invalid("limit", $"limit is {text}; it must be 1 to {MaxListed}.");

    private static bool IsOldestFirst(string? text) => string.IsNullOrEmpty(text) || text == "desc" ? false
        : text == "asc" ? true
        : throw ApiException.Invalid("order", $"order is {text}; it must be asc or desc.");
}
