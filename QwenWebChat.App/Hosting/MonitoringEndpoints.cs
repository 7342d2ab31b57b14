using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;
using QwenWebChat.App.Accounts;
using QwenWebChat.App.Data;
using QwenWebChat.App.Keys;
using QwenWebChat.App.Monitoring;

namespace QwenWebChat.App.Hosting;

/// <summary>
/// Maps the endpoints for metrics and health. Only this machine may read them, unless the settings allow others or a program has a
/// key for the metrics.
/// </summary>
internal static class MonitoringEndpoints
{
    public static void MapMonitoring(this IEndpointRouteBuilder app)
    {
        bool isPublic = app.ServiceProvider.GetRequiredService<IOptions<MonitoringOptions>>().Value.IsPublic;
        RouteGroupBuilder group = app.MapGroup("").WithMetadata(new SkipStatusCodePagesAttribute()).AllowAnonymous();
        ((IEndpointConventionBuilder)group).Add(endpoint =>
        {
            RequestDelegate answer = endpoint.RequestDelegate!;
            // Asked with each request: the group's conventions run before an endpoint's own.
            endpoint.RequestDelegate = context => context.GetEndpoint()?.Metadata.GetMetadata<RequiredScope>() is null
                ? AnswerAsync(context, isPublic, answer)
                : AnswerKeyAsync(context, isPublic, answer);
        });
        group.MapPrometheusScrapingEndpoint("/metrics", meterProvider: null, branch => branch.Use(VllmNames.RestoreAsync), optionsName: null)
            .WithMetadata(new RequiredScope(ApiScopes.Figures));
        group.MapHealthChecks("/health/live", new HealthCheckOptions { Predicate = _ => false, ResponseWriter = (context, _) => WriteAsync(context, new { status = "live" }) });
        group.MapHealthChecks("/health/ready", new HealthCheckOptions { ResponseWriter = WriteReadinessAsync });
    }

    // A key opens the metrics to other machines; one that is given must be right.
    private static async Task AnswerKeyAsync(HttpContext context, bool isPublic, RequestDelegate answer)
    {
        AuthenticateResult key = await context.AuthenticateAsync(ApiKeyHandler.SchemeName).ConfigureAwait(false);
        if (key.Failure is not null)
        {
            await context.ChallengeAsync(ApiKeyHandler.SchemeName).ConfigureAwait(false);
        }
        else if (key.Principal is not { } user)
        {
            await AnswerAsync(context, isPublic, answer).ConfigureAwait(false);
        }
        else if ((await context.RequestServices.GetRequiredService<IAuthorizationService>().AuthorizeAsync(user, KeyPolicies.Figures).ConfigureAwait(false)).Succeeded)
        {
            await answer(context).ConfigureAwait(false);
        }
        else
        {
            await context.ForbidAsync(ApiKeyHandler.SchemeName).ConfigureAwait(false);
        }
    }

    private static Task AnswerAsync(HttpContext context, bool isPublic, RequestDelegate answer) =>
        isPublic || RequestSource.IsFromHere(context) ? answer(context) : PlainRefusal.WriteAsync(context, StatusCodes.Status404NotFound, "Not found.");

    private static Task WriteReadinessAsync(HttpContext context, HealthReport report)
    {
        HealthReportEntry model = report.Entries[ModelReadiness.Name];
        return model.Status == HealthStatus.Healthy
            ? WriteAsync(context, new { status = "ready", model = model.Description })
            : WriteAsync(context, new { status = "not ready", reason = model.Description });
    }

    private static Task WriteAsync<T>(HttpContext context, T answer) => context.Response.WriteAsJsonAsync(answer, context.RequestAborted);
}
