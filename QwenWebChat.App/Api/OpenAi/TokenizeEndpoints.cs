using Microsoft.Extensions.AI;
using QwenWebChat.App.Models;
using QwenWebChat.Inference.Chat;
using QwenWebChat.Inference.Tokenization;

namespace QwenWebChat.App.Api.OpenAi;

/// <summary>vLLM's <c>POST /tokenize</c>, <c>/detokenize</c> and <c>/apply-template</c>.</summary>
internal sealed class TokenizeEndpoints(ModelNames models, IModelHost host, TokenTexts texts, FileParts files)
{
    /// <summary>Tokenizes a prompt, or the messages of a chat in the model's template.</summary>
    public async Task TokenizeAsync(ApiCall call)
    {
        JsonField body = await call.ReadAsync().ConfigureAwait(false);
        models.Find(body["model"].Text());
        int[] ids = body["prompt"].IsNull ? texts.Tokenizer.Encode(await RenderAsync(body, call).ConfigureAwait(false)) : texts.Tokenizer.Encode(body["prompt"].RequiredText());
        await ApiTransport.WriteAsync(call.Http, new
        {
            count = ids.Length,
            max_model_len = host.Status.ContextTokens,
            tokens = ids,
            token_strs = body["return_token_strs"].Flag() == true ? ids.Select(texts.TextOf) : null,
        }).ConfigureAwait(false);
    }

    /// <summary>Returns the text of token ids.</summary>
    public async Task DetokenizeAsync(ApiCall call)
    {
        JsonField body = await call.ReadAsync().ConfigureAwait(false);
        models.Find(body["model"].Text());
        JsonField tokens = body["tokens"];
        int[] ids = tokens.IsNull ? throw tokens.Expected("an array of token ids") : [.. tokens.Items().Select(item => item.Integer(0, texts.Tokenizer.MaxTokenId) ?? throw item.Expected("a token id"))];
        await ApiTransport.WriteAsync(call.Http, new { prompt = texts.Tokenizer.Decode(ids, skipSpecial: false) }).ConfigureAwait(false);
    }

    /// <summary>Returns the prompt that the model's template makes of messages.</summary>
    public async Task ApplyTemplateAsync(ApiCall call)
    {
        JsonField body = await call.ReadAsync().ConfigureAwait(false);
        models.Find(body["model"].Text());
        await ApiTransport.WriteAsync(call.Http, new { prompt = (await RenderAsync(body, call).ConfigureAwait(false)).Text }).ConfigureAwait(false);
    }

    private async Task<ChatPrompt> RenderAsync(JsonField body, ApiCall call)
    {
        QwenChatOptions options = new();
        ToolFields.Read(body, options, call.Limits.MaxTools);
        IReadOnlyList<ChatMessage> messages = await files.ResolveAsync(call, ChatMessages.Read(body["messages"], call.Limits.MaxMessages), call.Http.RequestAborted).ConfigureAwait(false);
        TemplateEnd end = body["continue_final_message"].Flag() == true && messages[^1].Role == ChatRole.Assistant ? TemplateEnd.LastAnswer
            : body["add_generation_prompt"].Flag() ?? true ? TemplateEnd.NewAnswer
            : TemplateEnd.Closed;
        return texts.Tokenizer.ChatTemplate.Render(ChatMlMapping.ToChatMl(messages, options), ChatMlMapping.ToolsOf(options), end);
    }
}
