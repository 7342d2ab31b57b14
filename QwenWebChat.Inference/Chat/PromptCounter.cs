using System.Text.Json;
using Microsoft.Extensions.AI;
using QwenWebChat.Inference.Engine;
using QwenWebChat.Inference.Sampling;
using QwenWebChat.Inference.Tokenization;

namespace QwenWebChat.Inference.Chat;

/// <summary>Counts tokens with the template and tokenizer of the loaded model.</summary>
internal sealed class PromptCounter(LoadedModel model) : IPromptCounter
{
    private static readonly ChatMlMessage Head = new("system", "");
    private static readonly ChatMlMessage Question = new("user", "");

    private readonly int _headTokens = CountClosed(model, [Head]);
    private readonly int _questionTokens = CountClosed(model, [Head, Question]) - CountClosed(model, [Head]);

    public LoadedModel Model => model;

    public int ContextTokens => model.ContextTokens;

    public int MaxAnswerTokens { get; } = SamplingParams.From(model.Defaults.Sampling).MaxTokens;

    public int FrameTokens { get; } = model.Tokenizer.Encode(model.Tokenizer.ChatTemplate.Render([Head])).Length - CountClosed(model, [Head]);

    public string? DefaultSystem => model.Tokenizer.ChatTemplate.DefaultSystem;

    public int CountSystem(string? system, IReadOnlyList<AITool> tools)
    {
        JsonElement[] described = ChatMlMapping.ToolsOf(new ChatOptions { Tools = [.. tools] });
        // Without a system message the template writes its own before another message.
        return system is null ? CountClosed(model, [Question], described) - _questionTokens : CountClosed(model, [new ChatMlMessage("system", system)], described);
    }

    public int Count(ChatMessage message)
    {
        // Messages stand between added tokens, over which no other token reaches: their counts add up.
        List<ChatMlMessage> mapped = ChatMlMapping.ToChatMl([message], options: null);
        return message.Role == ChatRole.System ? CountClosed(model, mapped) : CountClosed(model, [Head, .. mapped]) - _headTokens;
    }

    public int CountPrompt(IReadOnlyList<ChatMessage> messages, QwenChatOptions options) => AnswerPrompt.Of(model.Tokenizer, messages, options).Ids.Length;

    private static int CountClosed(LoadedModel model, IReadOnlyList<ChatMlMessage> messages, JsonElement[]? tools = null) =>
        model.Tokenizer.Encode(model.Tokenizer.ChatTemplate.Render(messages, tools, TemplateEnd.Closed)).Length;
}
