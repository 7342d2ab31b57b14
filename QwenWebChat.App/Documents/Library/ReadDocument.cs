using QwenWebChat.App.Documents.Extraction;

namespace QwenWebChat.App.Documents.Library;

/// <summary>Takes the text out of a file, as <see cref="DocumentReader"/> does.</summary>
internal delegate Task<DocumentText> ReadDocument(
    Stream content, string fileName, ReadingOptions? options, IProgress<ReadingProgress>? progress, CancellationToken cancellationToken);
