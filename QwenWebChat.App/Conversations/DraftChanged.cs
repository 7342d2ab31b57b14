namespace QwenWebChat.App.Conversations;

/// <summary>A draft is another now.</summary>
/// <param name="Writer">Who changed it; null for none of the pages.</param>
public sealed record DraftChanged(Guid OwnerId, DraftPlace Place, object? Writer);
