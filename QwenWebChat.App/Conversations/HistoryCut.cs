namespace QwenWebChat.App.Conversations;

/// <summary>Where the model begins to read a conversation that has outgrown its context; chosen by the user.</summary>
/// <param name="FromId">The first message that it is still sent.</param>
/// <param name="Summary">What it is told of those before; null for nothing.</param>
public sealed record HistoryCut(Guid FromId, string? Summary = null);
