using System.Net.Mime;
using Microsoft.Net.Http.Headers;
using QwenWebChat.App.Chat;
using QwenWebChat.App.Conversations;
using QwenWebChat.App.Conversations.Exchange;

namespace QwenWebChat.App.Hosting;

/// <summary>Conversations as files to download, written as they are read. Only the owner's own are found.</summary>
internal static class ExportEndpoints
{
    private const string Zip = "application/zip";
    private const string Markdown = "text/markdown; charset=utf-8";

    public static void MapExport(this IEndpointRouteBuilder app)
    {
        app.MapGet("/export/{id:guid}.md", (Guid id, HttpContext http, ConversationExport export, ConversationStore store, CurrentOwner owner) =>
            OneAsync(http, id, store, owner, ".md", Markdown, (output, cancellation) => export.WriteMarkdownAsync(owner.Id, id, output, cancellation)));
        app.MapGet("/export/{id:guid}.json", (Guid id, HttpContext http, ConversationExport export, ConversationStore store, CurrentOwner owner) =>
            OneAsync(http, id, store, owner, ".json", MediaTypeNames.Application.Json, (output, cancellation) => export.WriteJsonAsync(owner.Id, id, output, cancellation)));
        app.MapGet("/export/all.md", (HttpContext http, ConversationExport export, TimeProvider time, CurrentOwner owner) =>
            WriteAsync(http, AllName(time, ".zip"), Zip, (output, cancellation) => export.WriteMarkdownFilesAsync(owner.Id, output, cancellation)));
        app.MapGet("/export/all.json", (HttpContext http, ConversationExport export, TimeProvider time, CurrentOwner owner) =>
            WriteAsync(http, AllName(time, ".json"), MediaTypeNames.Application.Json, (output, cancellation) => export.WriteJsonAsync(owner.Id, null, output, cancellation)));
    }

    private static async Task OneAsync(
        HttpContext http, Guid id, ConversationStore store, CurrentOwner owner, string ending, string type, Func<Stream, CancellationToken, Task> write)
    {
        if (await store.FindAsync(owner.Id, id, http.RequestAborted).ConfigureAwait(false) is not { } summary)
        {
            http.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        await WriteAsync(http, ExportFileName.Of(summary.Title) + ending, type, write).ConfigureAwait(false);
    }

    private static Task WriteAsync(HttpContext http, string fileName, string type, Func<Stream, CancellationToken, Task> write)
    {
        // Both forms of the name: plain for what is old, RFC 5987 for every letter there is.
        ContentDispositionHeaderValue disposition = new("attachment");
        disposition.SetHttpFileName(fileName);
        IHeaderDictionary headers = http.Response.Headers;
        headers.ContentDisposition = disposition.ToString();
        headers.CacheControl = "no-store";
        headers.ContentType = type;
        return write(http.Response.Body, http.RequestAborted);
    }

    private static string AllName(TimeProvider time, string ending) => FormattableString.Invariant($"QwenWebChat {time.GetLocalNow():yyyy-MM-dd}{ending}");
}
