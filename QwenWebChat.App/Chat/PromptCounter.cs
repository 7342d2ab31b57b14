using Microsoft.Extensions.AI;
using QwenWebChat.Inference.Engine;
using QwenWebChat.Inference.Sampling;
using QwenWebChat.Inference.Tokenization;

namespace QwenWebChat.App.Chat;

/// <summary>Counts with the loaded model's own template and tokenizer.</summary>
internal sealed class PromptCounter(LoadedModel model) : IPromptCounter
{
    private static readonly ChatMlMessage Head = new("system", "");

    private readonly int _headTokens = model.Tokenizer.Encode(ChatTemplate.Render([Head], end: TemplateEnd.Closed)).Length;

    public LoadedModel Model => model;

    public int ContextTokens => model.ContextTokens;

    public int LongestAnswer { get; } = SamplingParams.From(model.Defaults).MaxTokens;

    public int FrameTokens { get; } =
        model.Tokenizer.Encode(ChatTemplate.Render([Head])).Length - model.Tokenizer.Encode(ChatTemplate.Render([Head], end: TemplateEnd.Closed)).Length;

    public int Count(ChatMessage message)
    {
        ChatMlMessage mapped = new(message.Role.Value, message.Text);
        // Messages stand between added tokens, over which no other token reaches: their counts add up.
        return message.Role == ChatRole.System
            ? model.Tokenizer.Encode(ChatTemplate.Render([mapped], end: TemplateEnd.Closed)).Length
            : model.Tokenizer.Encode(ChatTemplate.Render([Head, mapped], end: TemplateEnd.Closed)).Length - _headTokens;
    }
}
