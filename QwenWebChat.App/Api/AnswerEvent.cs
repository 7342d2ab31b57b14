using Microsoft.Extensions.AI;

namespace QwenWebChat.App.Api;

/// <summary>An update of one of the answers to a request.</summary>
/// <param name="Index">The number of the answer, from 0.</param>
internal readonly record struct AnswerEvent(int Index, ChatResponseUpdate Update);
