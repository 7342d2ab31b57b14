namespace QwenWebChat.App.Data;

/// <summary>What is shared.</summary>
public readonly record struct ShareTarget(ShareKind Kind, Guid Id);
