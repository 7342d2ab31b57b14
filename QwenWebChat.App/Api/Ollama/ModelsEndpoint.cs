using System.Text.Json.Nodes;
using QwenWebChat.App.Models;
using QwenWebChat.Inference.Sampling;

namespace QwenWebChat.App.Api.Ollama;

/// <summary>The loaded model: <c>/api/version</c>, <c>/api/tags</c>, <c>/api/ps</c> and <c>/api/show</c>.</summary>
internal sealed class ModelsEndpoint(ModelNames models, IModelHost host)
{
    /// <summary>The architecture of all models that can be loaded, in the words of GGUF files.</summary>
    public const string Architecture = "qwen2";

    // The version of Ollama whose API this is: editors refuse to talk to old ones.
    private const string Version = "0.13.0";

    // A day before the last one: clients in another time zone would leave the calendar.
    private static readonly DateTimeOffset Never = new(9999, 12, 30, 0, 0, 0, TimeSpan.Zero);

    private static readonly string[] Capabilities = ["completion", "tools"];

    public static Task VersionAsync(ApiCall call) => ApiTransport.WriteAsync(call.Http, new { Version });

    public Task ListAsync(ApiCall call) => ApiTransport.WriteAsync(call.Http, new { Models = Entries() });

    public Task ListRunningAsync(ApiCall call)
    {
        ModelStatus model = host.Status;
        return ApiTransport.WriteAsync(call.Http, new
        {
            Models = Entries().Select(entry => entry with
            {
                ExpiresAt = Never,
                SizeVram = model.Places.Where(place => place.IsGpu).Sum(place => place.PlannedBytes),
                ContextLength = model.ContextTokens,
            }),
        });
    }

    public async Task ShowAsync(ApiCall call)
    {
        JsonField body = await call.ReadAsync(takesAnyType: true).ConfigureAwait(false);
        string name = models.Find(body["model"].Text() ?? body["name"].Text());
        ModelStatus model = host.Status;
        ModelEntry entry = ModelEntry.Of(name, model, models.ModifiedAt);
        await ApiTransport.WriteAsync(call.Http, new
        {
            License = "",
            Modelfile = "",
            Parameters = string.Join('\n', OptionFields.Format(model.Defaults)),
            Template = "",
            System = model.DefaultSystem ?? "",
            entry.Details,
            ModelInfo = new JsonObject
            {
                ["general.architecture"] = Architecture,
                ["general.basename"] = model.Name,
                ["general.parameter_count"] = model.ParameterCount,
                [$"{Architecture}.context_length"] = model.ContextTokens,
            },
            Capabilities,
            entry.ModifiedAt,
        }).ConfigureAwait(false);
    }

    private IEnumerable<ModelEntry> Entries() => models.All.Select(name => ModelEntry.Of(name, host.Status, models.ModifiedAt));
}
