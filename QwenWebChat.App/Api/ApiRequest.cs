using Microsoft.Extensions.AI;
using QwenWebChat.App.Generation;

namespace QwenWebChat.App.Api;

/// <summary>A request for answers, as every format maps it.</summary>
/// <param name="Model">The name of the model under which the request asked for it.</param>
internal sealed record ApiRequest(string Model, IReadOnlyList<ChatMessage> Messages, QwenChatOptions Options)
{
    /// <summary>The number of answers to the same messages.</summary>
    public int AnswerCount { get; init; } = 1;

    /// <summary>True if the client reads the answer while it is written.</summary>
    public bool IsStreamed { get; init; }
}
