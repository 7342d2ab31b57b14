namespace QwenWebChat.Inference.Metrics;

/// <summary>An ended request, for consumers that may see its text.</summary>
/// <param name="PromptIds">The tokens of the prompt; empty if its text must not be seen.</param>
public sealed record EndedRequest(RequestRecord Record, IReadOnlyList<int> PromptIds);
