using QwenWebChat.App.Data;
using QwenWebChat.Inference.Chat;

namespace QwenWebChat.App.Conversations;

/// <summary>The current state of an answer: its whole text and its calls of tools so far, its state, and its figures once they are known.</summary>
public sealed record AnswerUpdate(Guid ConversationId, Guid MessageId, string Text, MessageState State, AnswerFigures? Figures = null)
{
    /// <summary>The tokens of an answer that was stopped early; stored together with its figures.</summary>
    public IReadOnlyList<int> TokenIds { get; init; } = [];

    /// <summary>The calls of tools.</summary>
    public IReadOnlyList<ToolCall> ToolCalls { get; init; } = [];
}
