using QwenWebChat.App.Accounts;
using QwenWebChat.App.Conversations;
using QwenWebChat.App.Conversations.Exchange;
using QwenWebChat.App.Data;
using QwenWebChat.App.Documents.Summaries;
using QwenWebChat.App.Exports;

namespace QwenWebChat.App.Hosting;

/// <summary>Maps the downloads of conversations and finished summaries, one for each registered format. Only the owner's own are found.</summary>
internal static class ExportEndpoints
{
    public static void MapExport(this IEndpointRouteBuilder app)
    {
        foreach (IChatFormat format in app.ServiceProvider.GetServices<IChatFormat>())
        {
            app.MapGet($"/export/{{id:guid}}.{format.Ending}", (Guid id, HttpContext http, ConversationExport export, ConversationStore store, CurrentOwner owner) =>
                ChatAsync(http, id, format, export, store, owner.Id));
            app.MapGet($"/export/all.{format.Ending}", (HttpContext http, ConversationExport export, TimeProvider time, CurrentOwner owner) =>
                Download.WriteAsync(
                    http, FormattableString.Invariant($"QwenWebChat {time.GetLocalNow():yyyy-MM-dd}.{(format.HoldsMany ? format.Ending : "zip")}"), format.HoldsMany ? format.MediaType : ConversationExport.ArchiveType,
                    (output, cancellation) => export.WriteAllAsync(format, owner.Id, output, cancellation)));
        }

        foreach (IExportFormat<SummaryView> format in app.ServiceProvider.GetServices<IExportFormat<SummaryView>>())
        {
            app.MapGet($"/export/summary/{{id:guid}}.{format.Ending}", (Guid id, HttpContext http, SummaryStore store, CurrentOwner owner) =>
                SummaryAsync(http, id, format, store, owner.Id));
        }
    }

    private static async Task ChatAsync(HttpContext http, Guid id, IChatFormat format, ConversationExport export, ConversationStore store, Guid ownerId)
    {
        if (await store.FindAsync(ownerId, id, http.RequestAborted).ConfigureAwait(false) is not { } summary)
        {
            http.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        await Download.WriteAsync(
            http, $"{ExportFileName.Of(summary.Title)}.{format.Ending}", format.MediaType,
            (output, cancellation) => export.WriteOneAsync(format, ownerId, id, output, cancellation)).ConfigureAwait(false);
    }

    private static async Task SummaryAsync(HttpContext http, Guid id, IExportFormat<SummaryView> format, SummaryStore store, Guid ownerId)
    {
        if (await store.OpenAsync(ownerId, id, http.RequestAborted).ConfigureAwait(false) is not { Summary.State: SummaryState.Finished } view)
        {
            http.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        string name = ExportFileName.Of(Path.GetFileNameWithoutExtension(view.DocumentName));
        await Download.WriteAsync(http, $"{name}.{format.Ending}", format.MediaType, (output, cancellation) => format.WriteAsync(view, output, cancellation)).ConfigureAwait(false);
    }
}
