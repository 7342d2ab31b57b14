using Microsoft.Extensions.AI;
using QwenWebChat.App.Chat;
using QwenWebChat.App.Generation;

namespace QwenWebChat.App.Documents.Summaries.Writing;

/// <summary>What is asked of the model for one section.</summary>
/// <param name="AnswerTokens">The most that it may write.</param>
internal sealed record SectionPrompt(IReadOnlyList<ChatMessage> Messages, int AnswerTokens)
{
    /// <summary>Exactly, prompt and answer together.</summary>
    public int CountTokens(IPromptCounter counter) => counter.FrameTokens + Messages.Sum(counter.Count) + AnswerTokens;
}
