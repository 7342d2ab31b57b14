using Microsoft.Extensions.AI;
using QwenWebChat.Inference.Chat;

namespace QwenWebChat.App.Api.OpenAi;

/// <summary><c>POST /v1/completions</c>: continues texts, without a chat template.</summary>
internal sealed class CompletionsEndpoint(ModelNames models, ApiTransport transport, TokenTexts texts, LogprobFields logprobs, TimeProvider clock)
{
    // OpenAI's default, unlike that of a chat.
    private const int DefaultMaxTokens = 16;
    private const int MaxPrompts = 128;

    public async Task HandleAsync(ApiCall call)
    {
        JsonField body = await call.ReadAsync().ConfigureAwait(false);
        ApiRequest request = Read(body, call);
        bool includesUsage = body["stream_options"]["include_usage"].Flag() ?? false;
        CompletionHead head = CompletionHead.Of(request, "cmpl", clock);
        await transport.SendAsync(call.Http, request, () => new TextStreamWriter(head, request, includesUsage, logprobs), whole => WholeOf(head, request, whole)).ConfigureAwait(false);
    }

    private ApiRequest Read(JsonField body, ApiCall call)
    {
        if (body["suffix"].Text() is { Length: > 0 })
        {
            throw ApiException.NotSupported("suffix", "texts are continued, not filled in.");
        }

        string model = models.Find(body["model"].Text());
        QwenChatOptions options = RequestFields.Read(body, call.Owner, "max_tokens");
        options.Sampling = options.Sampling with { MaxTokens = options.Sampling.MaxTokens ?? Math.Max(DefaultMaxTokens, options.Sampling.MinTokens ?? 0) };
        OutputFields.Read(body, options);
        LogprobFields.ReadText(body, options);
        return new ApiRequest(call, model, [], options)
        {
            PromptIds = PromptsOf(body["prompt"]),
            AnswersEach = RequestFields.AnswersOf(body),
            IsStreamed = body["stream"].Flag() ?? false,
        };
    }

    private IReadOnlyList<int>[] PromptsOf(JsonField prompt)
    {
        if (prompt.IsText)
        {
            return [IdsOf(prompt)];
        }

        if (!prompt.IsArray)
        {
            throw prompt.Expected("a string, an array of strings, of token ids, or of arrays of token ids");
        }

        JsonField[] items = prompt.Items();
        if (items is [{ IsNumber: true }, ..])
        {
            return [IdsOf(prompt)];
        }

        return items.Length is > 0 and <= MaxPrompts ? [.. items.Select(IdsOf)]
            : throw ApiException.Invalid(prompt.Path, $"{prompt.Path} has {items.Length} prompts; it must have 1 to {MaxPrompts}.");
    }

    private int[] IdsOf(JsonField prompt)
    {
        int[] ids = prompt.IsText ? texts.Tokenizer.Encode(prompt.RequiredText()) : [.. prompt.Items().Select(item => item.Integer(0) ?? throw item.Expected("a token id"))];
        return ids.Length > 0 ? ids : throw ApiException.Invalid(prompt.Path, $"{prompt.Path} is empty; it must have at least one token.");
    }

    private TextCompletion WholeOf(CompletionHead head, ApiRequest request, CollectedAnswer[] answers) => new(
        head.Id,
        head.Created,
        head.Model,
        [.. answers.Select((answer, index) => new TextCompletion.Choice(index, answer.Text, logprobs.TextOf(answer.Logprobs, 0), ChatCompletion.WordOf(answer.FinishReason))
        {
            StopReason = answer.StopReason,
            PromptLogprobs = index % request.AnswersEach == 0 ? logprobs.PromptOf(answer.PromptLogprobs) : null,
        })],
        TokenUsage.Sum([.. answers.Select(answer => answer.Usage)], request.AnswersEach));
}
