using Microsoft.Extensions.AI;

namespace QwenWebChat.App.Generation;

/// <summary>The engine's own figures of an answer; in the last update of the response stream, beside <see cref="UsageContent"/>.</summary>
public sealed class GenerationFiguresContent(AnswerFigures figures) : AIContent
{
    public AnswerFigures Figures => figures;
}
