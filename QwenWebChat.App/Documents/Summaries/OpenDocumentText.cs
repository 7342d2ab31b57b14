using QwenWebChat.Documents.Extraction;

namespace QwenWebChat.App.Documents.Summaries;

/// <summary>Opens the text of an owner's document; null if it does not exist, or belongs to another owner.</summary>
internal delegate Task<DocumentText?> OpenDocumentText(Guid ownerId, Guid documentId, CancellationToken cancellationToken);
