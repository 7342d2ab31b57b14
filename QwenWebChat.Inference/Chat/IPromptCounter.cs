using Microsoft.Extensions.AI;

namespace QwenWebChat.Inference.Chat;

/// <summary>
/// Counts the tokens of a prompt exactly, before it is sent. A service of the chat client, as long as its model is loaded; a
/// client that cannot count has none.
/// </summary>
public interface IPromptCounter
{
    /// <summary>The context length, for prompt and answer together.</summary>
    int ContextTokens { get; }

    /// <summary>The default of the maximum number of tokens of an answer.</summary>
    int MaxAnswerTokens { get; }

    /// <summary>The tokens that every prompt has in addition to its messages: the open turn of the answer.</summary>
    int FrameTokens { get; }

    /// <summary>The model's own system message, for prompts without one; null if the model has none.</summary>
    string? DefaultSystem { get; }

    /// <summary>Counts the system message with its template tokens and the descriptions of tools.</summary>
    /// <param name="system">Null for the model's own message.</param>
    int CountSystem(string? system, IReadOnlyList<AITool> tools);

    /// <summary>Counts one message with its template tokens, with calls of tools and their results. The tokens of a prompt are the sum of its messages' and of <see cref="FrameTokens"/>.</summary>
    int Count(ChatMessage message);

    /// <summary>Counts the tokens of a whole prompt, with the options that change it.</summary>
    int CountPrompt(IReadOnlyList<ChatMessage> messages, QwenChatOptions options);
}
