namespace QwenWebChat.App.Conversations;

/// <summary>A message's place in its tree.</summary>
/// <param name="Number">Increases with each message that is written.</param>
internal sealed record MessageNode(Guid Id, Guid? ParentId, long Number);
