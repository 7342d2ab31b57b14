using Microsoft.Extensions.AI;
using QwenWebChat.App.Chat;
using QwenWebChat.Inference.Chat;

namespace QwenWebChat.App.Documents.Summaries.Writing;

/// <summary>The prompt for one section.</summary>
/// <param name="AnswerTokens">The maximum tokens of the answer.</param>
internal sealed record SectionPrompt(IReadOnlyList<ChatMessage> Messages, int AnswerTokens)
{
    /// <summary>Returns the exact number of tokens of prompt and answer.</summary>
    public int CountTokens(IPromptCounter counter) => counter.FrameTokens + Messages.Sum(counter.Count) + AnswerTokens;
}
