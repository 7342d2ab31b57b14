using Microsoft.Extensions.AI;
using QwenWebChat.Inference.Chat;

namespace QwenWebChat.App.Api;

/// <summary>A request for answers, as every format maps it.</summary>
/// <param name="Call">The request that was admitted, which may read the files that the messages name, or not.</param>
/// <param name="Model">The name of the model under which the request asked for it.</param>
internal sealed record ApiRequest(ApiCall Call, string Model, IReadOnlyList<ChatMessage> Messages, QwenChatOptions Options)
{
    /// <summary>The number of answers to each prompt.</summary>
    public int AnswersEach { get; init; } = 1;

    /// <summary>Prompts as token ids, in place of the messages; none for a chat.</summary>
    public IReadOnlyList<IReadOnlyList<int>> PromptIds { get; init; } = [];

    /// <summary>The number of all answers: those to the first prompt, then those to the next.</summary>
    public int AnswerCount => AnswersEach * Math.Max(PromptIds.Count, 1);

    /// <summary>True if the client reads the answer while it is written.</summary>
    public bool IsStreamed { get; init; }
}
