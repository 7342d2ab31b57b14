using QwenWebChat.App.Accounts;
using QwenWebChat.App.Audit;
using QwenWebChat.App.Data;
using QwenWebChat.App.Keys;
using QwenWebChat.App.Monitoring.History;
using QwenWebChat.Inference.Metrics;

namespace QwenWebChat.App.Hosting;

/// <summary>Maps the download of the ended requests as a table: metrics without prompts.</summary>
internal static class RequestExportEndpoints
{
    public static IEndpointConventionBuilder MapRequestExport(this IEndpointRouteBuilder app) =>
        app.MapGet("/admin/requests.csv", GetAsync).WithMetadata(new RequiredScope(ApiScopes.Figures));

    private static async Task GetAsync(HttpContext http, RequestStore store, UserNames names, AuditTrail trail, TimeProvider time)
    {
        if (!RequestAddress.TryRead(http.Request.Query, out RequestFilter? filter, out string? problem))
        {
            await PlainRefusal.WriteAsync(http, StatusCodes.Status400BadRequest, problem).ConfigureAwait(false);
            return;
        }

        await trail.RecordAsync(AuditAction.RequestsExported).ConfigureAwait(false);
        await CsvDownload.WriteAsync(
            http, "requests", time.GetUtcNow(), RequestCsv.AppendHeader, store.ReadAsync(filter, http.RequestAborted),
            (text, request) => RequestCsv.Append(text, request, names.Of(request.UserId))).ConfigureAwait(false);
    }
}
