using Microsoft.Extensions.AI;
using QwenWebChat.Inference.Chat;

namespace QwenWebChat.App.Api.Ollama;

/// <summary><c>POST /api/chat</c>.</summary>
internal sealed class ChatEndpoint(ModelNames models, ApiTransport transport, TimeProvider clock)
{
    public async Task HandleAsync(ApiCall call)
    {
        JsonField body = await call.ReadAsync(takesAnyType: true).ConfigureAwait(false);
        QwenChatOptions options = OptionFields.Read(body, call);
        FunctionTools.Set(options, body["tools"].Items(call.Limits.MaxTools).Select(FunctionTools.OfTool));
        List<ChatMessage> messages = OllamaMessages.Read(body["messages"], call.Limits.MaxMessages);
        // As at Ollama, a text of the assistant that comes last is continued.
        options.ContinuesAnswer = messages[^1].Role == ChatRole.Assistant && messages[^1].Contents.All(content => content is TextContent);
        ApiRequest request = new(call, models.Find(body["model"].Text()), messages, options) { IsStreamed = OptionFields.IsStreamed(body) };
        OllamaAnswer answer = new(request.Model, isChat: true, clock);
        await transport.SendAsync(call.Http, request, () => new OllamaStreamWriter(answer), whole => answer.Whole(whole[0])).ConfigureAwait(false);
    }
}
