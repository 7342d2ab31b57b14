using Microsoft.Extensions.DependencyInjection.Extensions;
using QwenWebChat.App.Chat;
using QwenWebChat.App.Documents.Library;
using QwenWebChat.App.Documents.Questions;
using QwenWebChat.App.Documents.Readers;
using QwenWebChat.App.Documents.Summaries;
using QwenWebChat.App.Documents.Summaries.Export;
using QwenWebChat.App.Exports;

namespace QwenWebChat.App.Hosting;

/// <summary>Registers the services for documents: storage, reading, questions and summaries.</summary>
internal static class DocumentServices
{
    public static IServiceCollection AddDocuments(this IServiceCollection services)
    {
        services.AddSettings<DocumentOptions>("Documents", options => options.Validate());
        services.AddSettings<UploadOptions>("Upload", options => options.Validate());
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<DocumentFiles>();
        services.AddSingleton<DocumentStore>();
        services.AddSingleton<DocumentTokens>();
        services.AddSingleton<DocumentLinks>();
        services.AddSingleton<ReaderPool>();
        services.AddSingleton<ReadDocument>(provider => provider.GetRequiredService<ReaderPool>().ReadAsync);
        services.AddSingleton<DocumentDesk>();
        services.AddSingleton<DocumentSearch>();
        services.AddSingleton<DocumentSources>();
        services.AddSingleton<OpenSources>(provider => provider.GetRequiredService<DocumentSources>().OpenAsync);
        services.AddHostedService(provider => provider.GetRequiredService<DocumentDesk>());
        services.AddHostedService<DocumentUpkeep>();
        services.AddSingleton<SummaryStore>();
        services.AddSingleton<AnswerPace>();
        services.AddSingleton<OpenDocumentText>(provider => provider.GetRequiredService<DocumentStore>().OpenTextAsync);
        services.AddSingleton<SummaryServices>();
        services.AddSingleton<SummaryDesk>();
        services.AddSingleton<SummaryWords>();
        services.AddSingleton<IExportFormat<SummaryView>, SummaryMarkdown>();
        services.AddSingleton<IExportFormat<SummaryView>, SummaryHtml>();
        services.AddSingleton<IExportFormat<SummaryView>, SummaryDocx>();
        services.AddHostedService(provider => provider.GetRequiredService<SummaryDesk>());
        return services;
    }
}
