using QwenWebChat.App.Retention;

namespace QwenWebChat.App.Hosting;

/// <summary>Registers how long conversations are kept.</summary>
internal static class RetentionServices
{
    public static IServiceCollection AddRetention(this IServiceCollection services)
    {
        services.AddSettings<RetentionOptions>("Retention", options => options.Validate());
        services.AddSingleton<RetentionStore>();
        services.AddSingleton<ConversationRetention>();
        services.AddHostedService<RetentionUpkeep>();
        return services;
    }
}
