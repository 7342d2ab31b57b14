using Microsoft.Extensions.AI;
using Microsoft.Extensions.Options;
using QwenWebChat.App.Chat;
using QwenWebChat.App.Data;
using QwenWebChat.App.Models;
using QwenWebChat.Inference.Caching;
using QwenWebChat.Inference.Chat;
using QwenWebChat.Inference.Engine;
using QwenWebChat.Inference.Execution;

namespace QwenWebChat.App.Hosting;

/// <summary>Registers the engine, its model and the chat client.</summary>
internal static class InferenceServices
{
    public static IServiceCollection AddInference(this IServiceCollection services)
    {
        services.AddSettings<ModelSelection>("Model");
        services.AddSettings<EngineOptions>("Engine", options => options.Validate());
        // The key Model:GpuLayers is in the section of the model's path.
        services.AddSettings<InferenceOptions>("Inference", options => options.Validate()).BindSettings(services, "Model");
        services.AddSettings<PrefixStoreOptions>("Inference:PrefixStore", options => options.Validate());

        services.AddSingleton(TimeProvider.System);
        services.AddSingleton(provider => new PrefixStore(
            InDataFolder(provider.GetRequiredService<IOptions<PrefixStoreOptions>>().Value, provider.GetRequiredService<IOptions<DatabaseOptions>>().Value),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<PrefixStore>>()));
        services.AddSingleton(provider => new InferenceEngine(
            provider.GetRequiredService<IOptions<EngineOptions>>().Value,
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<InferenceEngine>>(),
            provider.GetRequiredService<PrefixStore>(),
            provider.GetService<IRequestAdmission>()));
        services.AddSingleton<ModelHost>();
        services.AddSingleton<IModelHost>(provider => provider.GetRequiredService<ModelHost>());
        services.AddHostedService(provider => provider.GetRequiredService<ModelHost>());
        services.AddSingleton<IChatClient, QwenChatClient>();
        return services;
    }

    private static PrefixStoreOptions InDataFolder(PrefixStoreOptions options, DatabaseOptions database) => string.IsNullOrWhiteSpace(options.Path)
        ? options with { Path = Path.Combine(Path.GetDirectoryName(database.FullPath)!, "prefixes") }
        : options;
}
