using QwenWebChat.App.Api.OpenAi.Files;
using QwenWebChat.App.Api.OpenAi.Responses;
using QwenWebChat.App.Api.OpenAi.Summaries;
using QwenWebChat.App.Data;

namespace QwenWebChat.App.Api.OpenAi;

/// <summary>OpenAI's API: the format's services and paths.</summary>
internal static class OpenAiApi
{
    public static void Add(IServiceCollection services)
    {
        services.AddSingleton<LogprobFields>();
        services.AddSingleton<ChatCompletionsEndpoint>();
        services.AddSingleton<CompletionsEndpoint>();
        services.AddSingleton<TokenizeEndpoints>();
        services.AddSingleton<ModelsEndpoint>();
        services.AddSingleton<ResponsesEndpoint>();
        services.AddSingleton<FilesEndpoint>();
        services.AddSingleton<SummaryJobs>();
        services.AddSingleton<SummariesEndpoint>();
    }

    public static void Map(ApiRoutes routes, IServiceProvider services)
    {
        OpenAiFormat format = new();
        ModelsEndpoint models = services.GetRequiredService<ModelsEndpoint>();
        routes.Map(format, HttpMethods.Post, "/v1/chat/completions", ApiScopes.Chat, services.GetRequiredService<ChatCompletionsEndpoint>().HandleAsync);
        routes.Map(format, HttpMethods.Post, "/v1/completions", ApiScopes.Chat, services.GetRequiredService<CompletionsEndpoint>().HandleAsync);
        routes.Map(format, HttpMethods.Post, "/v1/responses", ApiScopes.Chat, services.GetRequiredService<ResponsesEndpoint>().HandleAsync);
        routes.Map(format, HttpMethods.Get, "/v1/models", ApiScopes.Chat, models.ListAsync);
        routes.Map(format, HttpMethods.Get, "/v1/models/{**id}", ApiScopes.Chat, models.FindAsync);
        TokenizeEndpoints tokens = services.GetRequiredService<TokenizeEndpoints>();
        routes.Map(format, HttpMethods.Post, "/tokenize", ApiScopes.Chat, tokens.TokenizeAsync);
        routes.Map(format, HttpMethods.Post, "/detokenize", ApiScopes.Chat, tokens.DetokenizeAsync);
        routes.Map(format, HttpMethods.Post, "/apply-template", ApiScopes.Chat, tokens.ApplyTemplateAsync);
        MapFiles(routes, format, services);
        foreach (string path in (string[])["/v1", "/tokenize", "/detokenize", "/apply-template"])
        {
            routes.MapRest(format, path);
        }
    }

    private static void MapFiles(ApiRoutes routes, OpenAiFormat format, IServiceProvider services)
    {
        FilesEndpoint files = services.GetRequiredService<FilesEndpoint>();
        routes.Map(format, HttpMethods.Post, "/v1/files", ApiScopes.Documents, files.UploadAsync);
        routes.Map(format, HttpMethods.Get, "/v1/files", ApiScopes.Documents, files.ListAsync);
        routes.Map(format, HttpMethods.Get, "/v1/files/{id}", ApiScopes.Documents, files.FindAsync);
        routes.Map(format, HttpMethods.Get, "/v1/files/{id}/content", ApiScopes.Documents, files.DownloadAsync);
        routes.Map(format, HttpMethods.Delete, "/v1/files/{id}", ApiScopes.Documents, files.DeleteAsync);
        SummariesEndpoint summaries = services.GetRequiredService<SummariesEndpoint>();
        routes.Map(format, HttpMethods.Post, "/v1/summaries", ApiScopes.Documents, summaries.BeginAsync);
        routes.Map(format, HttpMethods.Get, "/v1/summaries", ApiScopes.Documents, summaries.ListAsync);
        routes.Map(format, HttpMethods.Get, "/v1/summaries/{id}", ApiScopes.Documents, summaries.FindAsync);
    }
}
