using QwenWebChat.Documents.Extraction;

namespace QwenWebChat.App.Documents.Summaries;

/// <summary>Opens the text of an owner's document; null where there is none, or where it is another's.</summary>
internal delegate Task<DocumentText?> OpenDocumentText(Guid ownerId, Guid documentId, CancellationToken cancellationToken);
