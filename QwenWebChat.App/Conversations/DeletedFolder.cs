namespace QwenWebChat.App.Conversations;

/// <summary>What brings a removed folder back.</summary>
/// <param name="Order">Its place among the owner's folders.</param>
/// <param name="ConversationIds">What lay in it.</param>
public sealed record DeletedFolder(Guid Id, string Name, int Order, IReadOnlyList<Guid> ConversationIds);
