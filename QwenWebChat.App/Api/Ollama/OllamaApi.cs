using QwenWebChat.App.Data;

namespace QwenWebChat.App.Api.Ollama;

/// <summary>Ollama's API: the format's services and paths.</summary>
internal static class OllamaApi
{
    private const string OneModel = "the server has one model, which is chosen in the app.";
    private const string NoEmbeddings = "the loaded model computes no embeddings.";

    public static void Add(IServiceCollection services)
    {
        services.AddSingleton<ModelsEndpoint>();
        services.AddSingleton<ChatEndpoint>();
        services.AddSingleton<GenerateEndpoint>();
    }

    public static void Map(ApiRoutes routes, IServiceProvider services)
    {
        OllamaFormat format = new();
        ModelsEndpoint models = services.GetRequiredService<ModelsEndpoint>();
        routes.Map(format, HttpMethods.Get, "/api/version", ApiScopes.Chat, ModelsEndpoint.VersionAsync);
        routes.Map(format, HttpMethods.Get, "/api/tags", ApiScopes.Chat, models.ListAsync);
        routes.Map(format, HttpMethods.Get, "/api/ps", ApiScopes.Chat, models.ListRunningAsync);
        routes.Map(format, HttpMethods.Post, "/api/show", ApiScopes.Chat, models.ShowAsync);
        routes.Map(format, HttpMethods.Post, "/api/chat", ApiScopes.Chat, services.GetRequiredService<ChatEndpoint>().HandleAsync);
        routes.Map(format, HttpMethods.Post, "/api/generate", ApiScopes.Chat, services.GetRequiredService<GenerateEndpoint>().HandleAsync);
        Refuse(HttpMethods.Post, NoEmbeddings, "/api/embed", "/api/embeddings");
        Refuse(HttpMethods.Post, OneModel, "/api/pull", "/api/push", "/api/create", "/api/copy");
        Refuse(HttpMethods.Delete, OneModel, "/api/delete");
        routes.MapRest(format, "/api");

        void Refuse(string method, string reason, params string[] paths)
        {
            foreach (string path in paths)
            {
                routes.MapHidden(format, method, path, ApiScopes.Chat, _ => throw ApiException.NotSupported(path, reason));
            }
        }
    }
}
