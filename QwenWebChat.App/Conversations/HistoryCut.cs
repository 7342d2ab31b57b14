namespace QwenWebChat.App.Conversations;

/// <summary>The point from which the model is sent a conversation that exceeds its context; chosen by the user.</summary>
/// <param name="FromId">The first message that is still sent.</param>
/// <param name="Summary">The summary that replaces the earlier messages; null for none.</param>
public sealed record HistoryCut(Guid FromId, string? Summary = null);
