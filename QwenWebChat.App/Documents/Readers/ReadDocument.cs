using QwenWebChat.Documents.Extraction;

namespace QwenWebChat.App.Documents.Readers;

/// <summary>Extracts the text of a file, as <see cref="ReaderPool"/> does.</summary>
/// <exception cref="DocumentReadException">The file cannot be read; the code is the reason.</exception>
internal delegate Task<DocumentText> ReadDocument(ReadingRequest request, CancellationToken cancellationToken);
