using Microsoft.Extensions.AI;
using QwenWebChat.Inference.Chat;

namespace QwenWebChat.App.Api.OpenAi;

/// <summary><c>POST /v1/chat/completions</c>.</summary>
internal sealed class ChatCompletionsEndpoint(ModelNames models, ApiTransport transport, LogprobFields logprobs, TimeProvider clock)
{
    public async Task HandleAsync(ApiCall call)
    {
        JsonField body = await call.ReadAsync().ConfigureAwait(false);
        ApiRequest request = Read(body, call);
        bool includesUsage = body["stream_options"]["include_usage"].Flag() ?? false;
        CompletionHead head = CompletionHead.Of(request, "chatcmpl", clock);
        await transport.SendAsync(call.Http, request, () => new ChatStreamWriter(head, request, includesUsage, logprobs), whole => WholeOf(head, whole)).ConfigureAwait(false);
    }

    private ApiRequest Read(JsonField body, ApiCall call)
    {
        QwenChatOptions options = RequestFields.Read(body, call.Owner, body["max_completion_tokens"].IsNull ? "max_tokens" : "max_completion_tokens");
        OutputFields.Read(body, options);
        LogprobFields.ReadChat(body, options);
        ToolFields.Read(body, options, call.Limits.MaxTools);
        List<ChatMessage> messages = ChatMessages.Read(body["messages"], call.Limits.MaxMessages);
        options.ContinuesAnswer = body["continue_final_message"].Flag() == true && messages[^1].Role == ChatRole.Assistant;
        return new ApiRequest(call, models.Find(body["model"].Text()), messages, options)
        {
            AnswersEach = RequestFields.AnswersOf(body),
            IsStreamed = body["stream"].Flag() ?? false,
        };
    }

    private ChatCompletion WholeOf(CompletionHead head, CollectedAnswer[] answers) => new(
        head.Id, head.Created, head.Model, [.. answers.Select(ChoiceOf)], TokenUsage.Sum([.. answers.Select(answer => answer.Usage)]));

    private ChatCompletion.Choice ChoiceOf(CollectedAnswer answer, int index) => new(
        index,
        new ChatCompletion.Message(answer.Text.Length == 0 && answer.Calls.Count > 0 ? null : answer.Text)
        {
            ToolCalls = answer.Calls.Count > 0 ? [.. answer.Calls.Select(call => ChatCompletion.Call.Of(call))] : null,
        },
        logprobs.ChatOf(answer.Logprobs),
        ChatCompletion.WordOf(answer.FinishReason))
    {
        StopReason = answer.StopReason,
    };
}
