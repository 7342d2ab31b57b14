using QwenWebChat.App.Models;

namespace QwenWebChat.App.Api.OpenAi;

/// <summary><c>GET /v1/models</c> and <c>GET /v1/models/{id}</c>.</summary>
internal sealed class ModelsEndpoint(ModelNames models, IModelHost host)
{
    public Task ListAsync(ApiCall call) => ApiTransport.WriteAsync(call.Http, new { Object = "list", Data = models.All.Select(EntryOf) });

    public Task FindAsync(ApiCall call) => ApiTransport.WriteAsync(call.Http, EntryOf(models.Find((string?)call.Http.GetRouteValue("id"))));

    // The lengths are named as at vLLM and at OpenRouter.
    private Entry EntryOf(string name) => new(name, models.ModifiedAt.ToUnixTimeSeconds(), host.Status.ContextTokens, host.Status.ContextTokens);

    private sealed record Entry(string Id, long Created, int MaxModelLen, int ContextLength)
    {
        public string Object { get; } = "model";

        public string OwnedBy { get; } = "qwenwebchat";
    }
}
