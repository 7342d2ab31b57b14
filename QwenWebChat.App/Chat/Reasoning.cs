namespace QwenWebChat.App.Chat;

/// <summary>What a model wrote for itself before its answer: shown folded, and never sent back to it.</summary>
/// <param name="Duration">How long it took, where the text says so.</param>
public sealed record Reasoning(TimeSpan? Duration = null);
