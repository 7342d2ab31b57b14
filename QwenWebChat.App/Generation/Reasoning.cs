namespace QwenWebChat.App.Generation;

/// <summary>The reasoning that a model writes before its answer: shown folded, and never sent back to it.</summary>
/// <param name="Duration">How long it took, where the text says so.</param>
public sealed record Reasoning(TimeSpan? Duration = null);
