using QwenWebChat.App.Data;

namespace QwenWebChat.App.Api.Anthropic;

/// <summary>Anthropic's Messages API: the format's services and paths.</summary>
internal static class AnthropicApi
{
    public static void Add(IServiceCollection services) => services.AddSingleton<MessagesEndpoint>();

    public static void Map(ApiRoutes routes, IServiceProvider services)
    {
        AnthropicFormat format = new();
        MessagesEndpoint messages = services.GetRequiredService<MessagesEndpoint>();
        routes.Map(format, HttpMethods.Post, "/v1/messages", ApiScopes.Chat, messages.HandleAsync);
        routes.Map(format, HttpMethods.Post, "/v1/messages/count_tokens", ApiScopes.Chat, messages.CountAsync);
        routes.MapRest(format, "/v1/messages");
    }
}
