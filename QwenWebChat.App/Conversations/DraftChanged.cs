namespace QwenWebChat.App.Conversations;

/// <summary>Tells that a draft changed.</summary>
/// <param name="Writer">The page that changed it; null if no page did.</param>
public sealed record DraftChanged(Guid OwnerId, DraftPlace Place, object? Writer);
