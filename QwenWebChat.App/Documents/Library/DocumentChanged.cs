namespace QwenWebChat.App.Documents.Library;

/// <summary>The event of a document that was added, deleted or changed, or whose reading made progress.</summary>
public sealed record DocumentChanged(Guid OwnerId, Guid DocumentId);
