using QwenWebChat.Inference.Metrics;
using QwenWebChat.Inference.Scheduling;

namespace QwenWebChat.Inference.Engine;

/// <summary>The demand of a request, before it is admitted.</summary>
/// <param name="Id">The id of the request, which its record carries too.</param>
/// <param name="PromptTokens">The number of prompt tokens; how many of them a cache holds is unknown yet.</param>
/// <param name="MaxNewTokens">The number of tokens that it may generate, within the model's context.</param>
public sealed record RequestDemand(Guid Id, RequestOwner Owner, RequestKind Kind, int PromptTokens, int MaxNewTokens);
