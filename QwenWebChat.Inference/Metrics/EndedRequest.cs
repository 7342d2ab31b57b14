namespace QwenWebChat.Inference.Metrics;

/// <summary>An ended request with its prompt tokens, for consumers that may see its text.</summary>
public sealed record EndedRequest(RequestRecord Record, IReadOnlyList<int> PromptIds);
