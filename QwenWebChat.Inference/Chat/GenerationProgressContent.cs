using Microsoft.Extensions.AI;

namespace QwenWebChat.Inference.Chat;

/// <summary>The progress of a request before its first token, as an update of the response stream.</summary>
public sealed class GenerationProgressContent(PromptProgress progress) : AIContent
{
    public PromptProgress Progress => progress;
}
