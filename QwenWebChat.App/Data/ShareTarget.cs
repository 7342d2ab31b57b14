namespace QwenWebChat.App.Data;

/// <summary>The kind of thing that is shared.</summary>
public readonly record struct ShareTarget(ShareKind Kind, Guid Id);
