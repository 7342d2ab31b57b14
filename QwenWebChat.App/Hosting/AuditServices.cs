using QwenWebChat.App.Accounts;
using QwenWebChat.App.Audit;
using QwenWebChat.App.Data;

namespace QwenWebChat.App.Hosting;

/// <summary>Registers the audit log and maps its download.</summary>
internal static class AuditServices
{
    public static IServiceCollection AddAudit(this IServiceCollection services)
    {
        services.AddSettings<AuditOptions>("Audit", options => options.Validate());
        services.AddSingleton<AuditLog>();
        services.AddScoped<AuditTrail>();
        services.AddSingleton<AuditStore>();
        services.AddHostedService<AuditUpkeep>();
        return services;
    }

    public static IEndpointConventionBuilder MapAudit(this IEndpointRouteBuilder app) => app.MapGet("/admin/audit.csv", GetAsync);

    private static async Task GetAsync(HttpContext http, AuditStore store, AuditTrail trail, TimeProvider time)
    {
        if (!AuditAddress.TryRead(http.Request.Query, out AuditFilter? filter, out string? problem))
        {
            await PlainRefusal.WriteAsync(http, StatusCodes.Status400BadRequest, problem).ConfigureAwait(false);
            return;
        }

        await trail.RecordAsync(AuditAction.AuditExported).ConfigureAwait(false);
        await CsvDownload.WriteAsync(http, "audit", time.GetUtcNow(), AuditCsv.AppendHeader, store.ReadAsync(filter, http.RequestAborted), AuditCsv.Append).ConfigureAwait(false);
    }
}
