using Microsoft.Extensions.DependencyInjection.Extensions;
using QwenWebChat.App.Monitoring.History;

namespace QwenWebChat.App.Hosting;

/// <summary>
/// Registers the history of requests. It needs the database and an engine monitor. Registered before the engine, it stops
/// after the engine.
/// </summary>
internal static class RequestHistoryServices
{
    public static IServiceCollection AddRequestHistory(this IServiceCollection services)
    {
        services.AddSettings<HistoryOptions>("Monitoring:History", options => options.Validate());
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<UserNames>();
        services.AddSingleton<RequestStore>();
        services.AddSingleton<RequestHistory>();
        services.AddSingleton<RequestBoard>();
        services.AddHostedService(provider => provider.GetRequiredService<RequestHistory>());
        return services;
    }
}
