using System.Net.Mime;
using System.Text;
using Microsoft.Extensions.Localization;
using QwenWebChat.App.Chat;
using QwenWebChat.App.Conversations;
using QwenWebChat.App.Conversations.Exchange;
using QwenWebChat.App.Data;
using QwenWebChat.App.Documents.Summaries;
using QwenWebChat.App.Documents.Summaries.Export;
using QwenWebChat.App.Resources;

namespace QwenWebChat.App.Hosting;

/// <summary>Downloads of conversations and summaries. Only the owner's own are found.</summary>
internal static class ExportEndpoints
{
    private const string Zip = "application/zip";
    private const string Docx = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
    private const string Markdown = "text/markdown; charset=utf-8";

    public static void MapExport(this IEndpointRouteBuilder app)
    {
        app.MapGet("/export/{id:guid}.md", (Guid id, HttpContext http, ConversationExport export, ConversationStore store, CurrentOwner owner) =>
            OneAsync(http, id, store, owner, ".md", Markdown, (output, cancellation) => export.WriteMarkdownAsync(owner.Id, id, output, cancellation)));
        app.MapGet("/export/{id:guid}.json", (Guid id, HttpContext http, ConversationExport export, ConversationStore store, CurrentOwner owner) =>
            OneAsync(http, id, store, owner, ".json", MediaTypeNames.Application.Json, (output, cancellation) => export.WriteJsonAsync(owner.Id, id, output, cancellation)));
        app.MapGet("/export/all.md", (HttpContext http, ConversationExport export, TimeProvider time, CurrentOwner owner) =>
            Download.WriteAsync(http, AllName(time, ".zip"), Zip, (output, cancellation) => export.WriteMarkdownFilesAsync(owner.Id, output, cancellation)));
        app.MapGet("/export/all.json", (HttpContext http, ConversationExport export, TimeProvider time, CurrentOwner owner) =>
            Download.WriteAsync(http, AllName(time, ".json"), MediaTypeNames.Application.Json, (output, cancellation) => export.WriteJsonAsync(owner.Id, null, output, cancellation)));
    }

    /// <summary>Maps the downloads of finished document summaries with their citations.</summary>
    public static void MapSummaryExport(this IEndpointRouteBuilder app)
    {
        app.MapGet("/export/summary/{id:guid}.md", (Guid id, HttpContext http, SummaryStore store, CurrentOwner owner, IStringLocalizer<UiText> texts) =>
            SummaryAsync(http, id, store, owner, ".md", Markdown, view => Encoding.UTF8.GetBytes(SummaryExport.ToMarkdown(view, WordsOf(texts)))));
        app.MapGet("/export/summary/{id:guid}.html", (Guid id, HttpContext http, SummaryStore store, CurrentOwner owner, IStringLocalizer<UiText> texts) =>
            SummaryAsync(http, id, store, owner, ".html", "text/html; charset=utf-8", view => Encoding.UTF8.GetBytes(SummaryExport.ToHtml(view, WordsOf(texts)))));
        app.MapGet("/export/summary/{id:guid}.docx", (Guid id, HttpContext http, SummaryStore store, CurrentOwner owner, IStringLocalizer<UiText> texts) =>
            SummaryAsync(http, id, store, owner, ".docx", Docx, view => SummaryDocx.Write(view, WordsOf(texts))));
    }

    private static async Task SummaryAsync(HttpContext http, Guid id, SummaryStore store, CurrentOwner owner, string ending, string type, Func<SummaryView, byte[]> write)
    {
        if (await store.OpenAsync(owner.Id, id, http.RequestAborted).ConfigureAwait(false) is not { Summary.State: SummaryState.Finished } view)
        {
            http.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        string name = ExportFileName.Of(Path.GetFileNameWithoutExtension(view.DocumentName));
        await Download.WriteAsync(http, name + ending, type, (output, cancellation) => output.WriteAsync(write(view), cancellation).AsTask()).ConfigureAwait(false);
    }

    private static SummaryWords WordsOf(IStringLocalizer<UiText> texts) => new(texts["Sources"], texts["PageShort"], texts["QuoteClose"], texts["QuoteNotFound"]);

    private static async Task OneAsync(
        HttpContext http, Guid id, ConversationStore store, CurrentOwner owner, string ending, string type, Func<Stream, CancellationToken, Task> write)
    {
        if (await store.FindAsync(owner.Id, id, http.RequestAborted).ConfigureAwait(false) is not { } summary)
        {
            http.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        await Download.WriteAsync(http, ExportFileName.Of(summary.Title) + ending, type, write).ConfigureAwait(false);
    }

    private static string AllName(TimeProvider time, string ending) => FormattableString.Invariant($"QwenWebChat {time.GetLocalNow():yyyy-MM-dd}{ending}");
}
