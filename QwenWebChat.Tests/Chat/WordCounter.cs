using Microsoft.Extensions.AI;
using QwenWebChat.App.Chat;
using QwenWebChat.Inference.Chat;
using QwenWebChat.Inference.Tokenization;

namespace QwenWebChat.Tests.Chat;

/// <summary>A counter to reckon with by hand: every word is a token, and a message's marks are one.</summary>
internal sealed class WordCounter(int contextTokens) : IPromptCounter
{
    public int ContextTokens => contextTokens;

    public int MaxAnswerTokens { get; init; } = 8192;

    public int FrameTokens => 1;

    public string? DefaultSystem { get; init; } = ChatTemplate.Qwen25.DefaultSystem;

    public int CountedMessages { get; private set; }

    public static int WordsOf(string text) => text.Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries).Length;

    public int CountSystem(string? system, IReadOnlyList<AITool> tools)
    {
        int described = tools.Sum(tool => WordsOf($"{tool.Name} {tool.Description}"));
        CountedMessages++;
        return described + ((system ?? DefaultSystem) is { } text ? WordsOf(text) + 1 : 0);
    }

    public int Count(ChatMessage message)
    {
        CountedMessages++;
        return 1 + message.Contents.Sum(content => content switch
        {
            FunctionCallContent call => WordsOf($"{call.Name} {string.Join(' ', call.Arguments!.Values)}"),
            FunctionResultContent result => WordsOf($"{result.Result}"),
            _ => WordsOf($"{content}"),
        });
    }

    public int CountPrompt(IReadOnlyList<ChatMessage> messages, QwenChatOptions options) => CountSystem(null, [.. options.Tools ?? []]) + messages.Sum(Count) + FrameTokens;
}
