namespace QwenWebChat.Inference.Metrics;

/// <summary>A request that is over, with what it was asked: the prompt's tokens are for who may see its text.</summary>
public sealed record EndedRequest(RequestRecord Record, IReadOnlyList<int> PromptIds);
