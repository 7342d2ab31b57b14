using Microsoft.Extensions.DependencyInjection.Extensions;
using QwenWebChat.App.Quotas;
using QwenWebChat.Inference.Engine;

namespace QwenWebChat.App.Hosting;

/// <summary>Registers quotas. Registered before the engine, the usage is written after the engine has ended its requests.</summary>
internal static class QuotaServices
{
    public static IServiceCollection AddQuotas(this IServiceCollection services)
    {
        services.TryAddSingleton<QuotaLedger>();
        services.AddSingleton<IRequestAdmission>(provider => provider.GetRequiredService<QuotaLedger>());
        services.AddSingleton<QuotaStore>();
        services.AddSingleton<UsageStore>();
        services.AddSingleton<UsageWriter>();
        services.AddHostedService(provider => provider.GetRequiredService<UsageWriter>());
        return services;
    }
}
