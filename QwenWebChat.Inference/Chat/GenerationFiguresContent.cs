using Microsoft.Extensions.AI;

namespace QwenWebChat.Inference.Chat;

/// <summary>The engine's own figures of an answer; in the last update of the response stream, beside <see cref="UsageContent"/>.</summary>
public sealed class GenerationFiguresContent(AnswerFigures figures) : AIContent
{
    public AnswerFigures Figures => figures;

    /// <summary>The stop string that ended the answer; null if something else did.</summary>
    public string? StopString { get; init; }

    /// <summary>The requested stop token that ended the answer; null if something else did, such as the model's own end token.</summary>
    public int? StopTokenId { get; init; }

    /// <summary>The stop string or the id of the stop token that ended the answer, as vLLM reports it; null if something else did.</summary>
    public object? StopReason => (object?)StopString ?? StopTokenId;
}
