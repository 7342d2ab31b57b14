namespace QwenWebChat.App.Documents.Library;

/// <summary>A document came, went, or is further.</summary>
public sealed record DocumentChanged(Guid OwnerId, Guid DocumentId);
