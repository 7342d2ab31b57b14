using QwenWebChat.App.Accounts;
using QwenWebChat.App.Audit;
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
            app.MapGet($"/export/{{id:guid}}.{format.Ending}", (Guid id, HttpContext http, ConversationExport export, ConversationStore store, CurrentOwner owner, AuditTrail trail) =>
                ChatAsync(http, id, format, export, store, owner.Id, trail));
            app.MapGet($"/export/all.{format.Ending}", (HttpContext http, ConversationExport export, TimeProvider time, CurrentOwner owner, AuditTrail trail) =>
                AllAsync(http, format, export, time, owner.Id, trail));
        }

        foreach (IExportFormat<SummaryView> format in app.ServiceProvider.GetServices<IExportFormat<SummaryView>>())
        {
            app.MapGet($"/export/summary/{{id:guid}}.{format.Ending}", (Guid id, HttpContext http, SummaryStore store, CurrentOwner owner, AuditTrail trail) =>
                SummaryAsync(http, id, format, store, owner.Id, trail));
        }
    }

    private static async Task ChatAsync(HttpContext http, Guid id, IChatFormat format, ConversationExport export, ConversationStore store, Guid ownerId, AuditTrail trail)
    {
        if (await store.FindAsync(ownerId, id, http.RequestAborted).ConfigureAwait(false) is not { } summary)
        {
            http.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        await trail.RecordAsync(AuditAction.ConversationExported, new AuditTarget(AuditTargetKind.Conversation, id)).ConfigureAwait(false);
        await Download.WriteAsync(
            http, $"{ExportFileName.Of(summary.Title)}.{format.Ending}", format.MediaType,
            (output, cancellation) => export.WriteOneAsync(format, ownerId, id, output, cancellation)).ConfigureAwait(false);
    }

    private static async Task AllAsync(HttpContext http, IChatFormat format, ConversationExport export, TimeProvider time, Guid ownerId, AuditTrail trail)
    {
        await trail.RecordAsync(AuditAction.ConversationsExported).ConfigureAwait(false);
        await Download.WriteAsync(
            http, FormattableString.Invariant($"QwenWebChat {time.GetLocalNow():yyyy-MM-dd}.{(format.HoldsMany ? format.Ending : "zip")}"), format.HoldsMany ? format.MediaType : ArchiveWriter.MediaType,
            (output, cancellation) => export.WriteAllAsync(format, ownerId, output, cancellation)).ConfigureAwait(false);
    }

    private static async Task SummaryAsync(HttpContext http, Guid id, IExportFormat<SummaryView> format, SummaryStore store, Guid ownerId, AuditTrail trail)
    {
        if (await store.OpenAsync(ownerId, id, http.RequestAborted).ConfigureAwait(false) is not { Summary.State: SummaryState.Finished } view)
        {
            http.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        await trail.RecordAsync(AuditAction.SummaryExported, new AuditTarget(AuditTargetKind.Summary, id)).ConfigureAwait(false);
        string name = ExportFileName.Of(Path.GetFileNameWithoutExtension(view.DocumentName));
        await Download.WriteAsync(http, $"{name}.{format.Ending}", format.MediaType, (output, cancellation) => format.WriteAsync(view, output, cancellation)).ConfigureAwait(false);
    }
}
