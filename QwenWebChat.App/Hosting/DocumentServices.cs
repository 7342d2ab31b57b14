using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using QwenWebChat.App.Chat;
using QwenWebChat.App.Documents.Library;
using QwenWebChat.App.Documents.Questions;

namespace QwenWebChat.App.Hosting;

/// <summary>Registers the documents: their files, their reading, and what is asked about them.</summary>
internal static class DocumentServices
{
    public static IServiceCollection AddDocuments(this IServiceCollection services)
    {
        services.AddOptions<DocumentOptions>().BindConfiguration("Documents").ValidateOnStart();
        services.AddSingleton<IValidateOptions<DocumentOptions>>(new SelfValidation<DocumentOptions>("Documents", options => options.Validate()));
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<DocumentFiles>();
        services.AddSingleton<DocumentStore>();
        services.AddSingleton<DocumentTokens>();
        services.AddSingleton<DocumentLinks>();
        services.AddSingleton<DocumentDesk>();
        services.AddSingleton<DocumentSources>();
        services.AddSingleton<OpenSources>(provider => provider.GetRequiredService<DocumentSources>().OpenAsync);
        services.AddHostedService(provider => provider.GetRequiredService<DocumentDesk>());
        return services;
    }
}
