using QwenWebChat.App.Api;
using QwenWebChat.App.Api.Anthropic;
using QwenWebChat.App.Api.Ollama;
using QwenWebChat.App.Api.OpenAi;
using QwenWebChat.App.Data;
using QwenWebChat.App.Mcp.Server;

namespace QwenWebChat.App.Hosting;

/// <summary>Registers and maps the HTTP APIs, one line for each format.</summary>
internal static class ApiServices
{
    public static IServiceCollection AddApi(this IServiceCollection services)
    {
        services.AddSettings<ApiOptions>("Api", options => options.Validate());
        services.AddSingleton<ApiAccess>();
        services.AddSingleton<ApiOrigins>();
        services.AddSingleton<RateLimitHeaders>();
        services.AddSingleton<ApiHandler>();
        services.AddSingleton<FileParts>();
        services.AddSingleton<ApiAnswers>();
        services.AddSingleton<ApiTransport>();
        services.AddSingleton<ModelNames>();
        services.AddSingleton<TokenTexts>();
        OpenAiApi.Add(services);
        AnthropicApi.Add(services);
        OllamaApi.Add(services);
        McpEndpoint.Add(services);
        return services;
    }

    public static void MapApi(this WebApplication app)
    {
        ApiRoutes routes = new(app);
        OpenAiApi.Map(routes, app.Services);
        AnthropicApi.Map(routes, app.Services);
        OllamaApi.Map(routes, app.Services);
        routes.MapHidden(new OpenAiFormat(), HttpMethods.Get, OpenApiDocument.Path, ApiScopes.None, OpenApiDocument.WriteAsync);
        McpEndpoint.Map(app, routes);
    }
}
