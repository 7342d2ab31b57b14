using Microsoft.Extensions.AI;
using QwenWebChat.Inference.Engine;
using QwenWebChat.Inference.Sampling;
using QwenWebChat.Inference.Tokenization;

namespace QwenWebChat.App.Generation;

/// <summary>Counts tokens with the template and tokenizer of the loaded model.</summary>
internal sealed class PromptCounter(LoadedModel model) : IPromptCounter
{
    private static readonly ChatMlMessage Head = new("system", "");
    private static readonly ChatMlMessage Question = new("user", "");

    private readonly int _headTokens = CountClosed(model, Head);

    public LoadedModel Model => model;

    public int ContextTokens => model.ContextTokens;

    public int MaxAnswerTokens { get; } = SamplingParams.From(model.Defaults.Sampling).MaxTokens;

    public int FrameTokens { get; } = model.Tokenizer.Encode(model.Tokenizer.ChatTemplate.Render([Head])).Length - CountClosed(model, Head);

    public string? DefaultSystem => model.Tokenizer.ChatTemplate.DefaultSystem;

    public int DefaultSystemTokens { get; } = CountClosed(model, Question) - (CountClosed(model, Head, Question) - CountClosed(model, Head));

    public int Count(ChatMessage message)
    {
        ChatMlMessage mapped = new(message.Role.Value, message.Text);
        // Messages stand between added tokens, over which no other token reaches: their counts add up.
        return message.Role == ChatRole.System ? CountClosed(model, mapped) : CountClosed(model, Head, mapped) - _headTokens;
    }

    private static int CountClosed(LoadedModel model, params ChatMlMessage[] messages) =>
        model.Tokenizer.Encode(model.Tokenizer.ChatTemplate.Render(messages, end: TemplateEnd.Closed)).Length;
}
