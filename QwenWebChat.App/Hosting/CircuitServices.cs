using Microsoft.AspNetCore.Components.Endpoints;
using Microsoft.AspNetCore.Components.Server.Circuits;
using Microsoft.AspNetCore.Http.HttpResults;
using QwenWebChat.App.Components;

namespace QwenWebChat.App.Hosting;

/// <summary>Limits the number of circuits. Above the limit, a page gets status 503 with a short explanation.</summary>
internal static class CircuitServices
{
    // A circuit whose page disconnected without notice is retained for three minutes.
    private const string RetryAfterSeconds = "60";

    public static IServiceCollection AddCircuitLimit(this IServiceCollection services)
    {
        services.AddSettings<HostingOptions>("Hosting", options => options.Validate());
        services.AddSingleton<CircuitLimit>();
        services.AddScoped<CircuitHandler, CountedCircuit>();
        return services;
    }

    /// <summary>Must run after routing, which identifies pages.</summary>
    public static void UseCircuitLimit(this WebApplication app)
    {
        CircuitLimit limit = app.Services.GetRequiredService<CircuitLimit>();
        app.Use((context, next) => limit.IsReached && context.GetEndpoint()?.Metadata.GetMetadata<ComponentTypeMetadata>() is not null
            ? RejectAsync(context, limit.MaxCount)
            : next(context));
    }

    private static Task RejectAsync(HttpContext context, int count)
    {
        context.Response.Headers.RetryAfter = RetryAfterSeconds;
        RazorComponentResult<TooManyPages> page = new(new Dictionary<string, object?> { [nameof(TooManyPages.Count)] = count })
        {
            StatusCode = StatusCodes.Status503ServiceUnavailable,
        };
        return page.ExecuteAsync(context);
    }
}
