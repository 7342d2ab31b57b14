using QwenWebChat.App.Outbound;

namespace QwenWebChat.App.Hosting;

/// <summary>Registers the rules for connections that the app makes.</summary>
internal static class OutboundServices
{
    public static IServiceCollection AddOutbound(this IServiceCollection services)
    {
        services.AddSettings<OutboundOptions>("Outbound", options => options.Validate());
        services.AddSingleton<OutboundConnector>();
        return services;
    }
}
