namespace QwenWebChat.App.Api.Anthropic;

/// <summary><c>POST /v1/messages</c> and <c>POST /v1/messages/count_tokens</c>.</summary>
internal sealed class MessagesEndpoint(ModelNames models, ApiAnswers answers, ApiTransport transport)
{
    public async Task HandleAsync(ApiCall call)
    {
        JsonField body = await call.ReadAsync().ConfigureAwait(false);
        JsonField limit = body["max_tokens"];
        int maxTokens = limit.Integer(1) ?? throw limit.Expected("an integer, the highest number of tokens of the answer");
        ApiRequest request = MessageRequest.Read(body, call, models);
        request.Options.Sampling = request.Options.Sampling with { MaxTokens = maxTokens };
        string id = $"msg_{Guid.NewGuid():N}";
        await transport.SendAsync(call.Http, request, () => new MessageStreamWriter(id, request.Model), whole => WholeOf(id, request.Model, whole[0])).ConfigureAwait(false);
    }

    public async Task CountAsync(ApiCall call)
    {
        JsonField body = await call.ReadAsync().ConfigureAwait(false);
        ApiRequest request = MessageRequest.Read(body, call, models);
        int tokens = await answers.CountAsync(request, call.Http.RequestAborted).ConfigureAwait(false);
        await ApiTransport.WriteAsync(call.Http, new { InputTokens = tokens }).ConfigureAwait(false);
    }

    private static MessageResponse WholeOf(string id, string model, CollectedAnswer answer) => new(id, model)
    {
        Content =
        [
            .. answer.Text.Length > 0 ? [new MessageResponse.TextBlock(answer.Text)] : Array.Empty<object>(),
            .. answer.Calls.Select(MessageResponse.ToolUseBlock.Of),
        ],
        StopReason = MessageResponse.ReasonOf(answer.FinishReason, answer.StopReason as string),
        StopSequence = answer.StopReason as string,
        Usage = MessageUsage.Of(answer.Usage),
    };
}
