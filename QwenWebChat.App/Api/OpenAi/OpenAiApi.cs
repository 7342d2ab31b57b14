using QwenWebChat.App.Api.OpenAi.Responses;

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
    }

    public static void Map(ApiRoutes routes, IServiceProvider services)
    {
        OpenAiFormat format = new();
        ModelsEndpoint models = services.GetRequiredService<ModelsEndpoint>();
        routes.Map(format, HttpMethods.Post, "/v1/chat/completions", services.GetRequiredService<ChatCompletionsEndpoint>().HandleAsync);
        routes.Map(format, HttpMethods.Post, "/v1/completions", services.GetRequiredService<CompletionsEndpoint>().HandleAsync);
        routes.Map(format, HttpMethods.Post, "/v1/responses", services.GetRequiredService<ResponsesEndpoint>().HandleAsync);
        routes.Map(format, HttpMethods.Get, "/v1/models", models.ListAsync);
        routes.Map(format, HttpMethods.Get, "/v1/models/{**id}", models.FindAsync);
        TokenizeEndpoints tokens = services.GetRequiredService<TokenizeEndpoints>();
        routes.Map(format, HttpMethods.Post, "/tokenize", tokens.TokenizeAsync);
        routes.Map(format, HttpMethods.Post, "/detokenize", tokens.DetokenizeAsync);
        routes.Map(format, HttpMethods.Post, "/apply-template", tokens.ApplyTemplateAsync);
        foreach (string path in (string[])["/v1", "/tokenize", "/detokenize", "/apply-template"])
        {
            routes.MapRest(format, path);
        }
    }
}
