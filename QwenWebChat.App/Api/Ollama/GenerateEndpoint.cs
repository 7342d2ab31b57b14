using Microsoft.Extensions.AI;
using QwenWebChat.Inference.Chat;
using QwenWebChat.Inference.Engine;

namespace QwenWebChat.App.Api.Ollama;

/// <summary><c>POST /api/generate</c>.</summary>
internal sealed class GenerateEndpoint(ModelNames models, ApiTransport transport, InferenceEngine engine, TimeProvider clock)
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

        ApiRequest request = new(call, model, MessagesOf(body, prompt, options), options) { IsStreamed = OptionFields.IsStreamed(body) };
        OllamaAnswer answer = new(model, isChat: false, clock);
        await transport.SendAsync(call.Http, request, () => new OllamaStreamWriter(answer), whole => answer.Whole(whole[0])).ConfigureAwait(false);
    }

    // A raw prompt is written with the template's own tokens, and has no messages.
    private ChatMessage[] MessagesOf(JsonField body, string prompt, QwenChatOptions options)
    {
        if (body["raw"].Flag() == true)
        {
            LoadedModel loaded = engine.Model ?? throw new EngineUnavailableException("No model is loaded.");
            options.PromptIds = loaded.Tokenizer.Encode(prompt, parseSpecial: true);
            return [];
        }

        ChatMessage[] system = body["system"].Text() is { Length: > 0 } text ? [new ChatMessage(ChatRole.System, text)] : [];
        return [.. system, new ChatMessage(ChatRole.User, prompt)];
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
