namespace QwenWebChat.App.Conversations;

/// <summary>The data that restores a deleted folder.</summary>
/// <param name="Order">The folder's position among the owner's folders.</param>
/// <param name="ConversationIds">The conversations that were in the folder.</param>
/// <param name="DocumentIds">The documents that were in it.</param>
public sealed record DeletedFolder(Guid Id, string Name, int Order, IReadOnlyList<Guid> ConversationIds, IReadOnlyList<Guid> DocumentIds);
