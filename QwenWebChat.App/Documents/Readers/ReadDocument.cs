using QwenWebChat.Documents.Extraction;

namespace QwenWebChat.App.Documents.Readers;

/// <summary>Takes the text out of a file, as <see cref="ReaderPool"/> does.</summary>
/// <exception cref="DocumentReadException">The file cannot be read; the code says why.</exception>
internal delegate Task<DocumentText> ReadDocument(ReadingRequest request, CancellationToken cancellationToken);
