using Microsoft.Extensions.AI;
using QwenWebChat.App.Generation;

namespace QwenWebChat.App.Api.Ollama;

/// <summary><c>POST /api/generate</c>.</summary>
internal sealed class GenerateEndpoint(ModelNames models, ApiTransport transport, TimeProvider clock)
{
    public async Task HandleAsync(ApiCall call)
    {
        JsonField body = await call.ReadAsync(takesAnyType: true).ConfigureAwait(false);
        RefuseUnsupported(body);
        QwenChatOptions options = OptionFields.Read(body, call);
        string model = models.Find(body["model"].Text());
        string prompt = body["prompt"].Text() ?? "";
        if (prompt.Length == 0)
        {
            // Programs load a model so before they use it.
            await ApiTransport.WriteAsync(call.Http, new OllamaResponse(model, clock.GetUtcNow()) { Response = "", Done = true, DoneReason = "load" }).ConfigureAwait(false);
            return;
        }

        ChatMessage[] system = body["system"].Text() is { Length: > 0 } text ? [new ChatMessage(ChatRole.System, text)] : [];
        ApiRequest request = new(model, [.. system, new ChatMessage(ChatRole.User, prompt)], options) { IsStreamed = OptionFields.IsStreamed(body) };
        OllamaAnswer answer = new(model, isChat: false, clock);
        await transport.SendAsync(call.Http, request, () => new OllamaStreamWriter(answer), whole => answer.Whole(whole[0])).ConfigureAwait(false);
    }

    private static void RefuseUnsupported(JsonField body)
    {
        OptionFields.RefuseImages(body["images"]);
        if (body["suffix"].Text() is { Length: > 0 })
        {
            throw ApiException.NotSupported("suffix", "the model continues a text, and fills no gap in it.");
        }

        if (body["template"].Text() is { Length: > 0 })
        {
            throw ApiException.NotSupported("template", "the model's own template is used; with raw, the prompt is sent as it is.");
        }
    }
}
