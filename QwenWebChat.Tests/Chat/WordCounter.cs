using Microsoft.Extensions.AI;
using QwenWebChat.App.Chat;
using QwenWebChat.App.Generation;
using QwenWebChat.Inference.Tokenization;

namespace QwenWebChat.Tests.Chat;

/// <summary>A counter to reckon with by hand: every word is a token, and a message's marks are one.</summary>
internal sealed class WordCounter(int contextTokens) : IPromptCounter
{
    public int ContextTokens => contextTokens;

    public int MaxAnswerTokens { get; init; } = 8192;

    public int FrameTokens => 1;

    public string? DefaultSystem { get; init; } = ChatTemplate.Qwen25.DefaultSystem;

    public int DefaultSystemTokens => DefaultSystem is null ? 0 : WordsOf(DefaultSystem) + 1;

    public int CountedMessages { get; private set; }

    public static int WordsOf(string text) => text.Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries).Length;

    public int Count(ChatMessage message)
    {
        CountedMessages++;
        return WordsOf(message.Text) + 1;
    }
}
