using QwenWebChat.Documents.Extraction;

namespace QwenWebChat.Benchmarks.Corpus;

/// <summary>Reads a file of a corpus.</summary>
/// <param name="peakMemory">Receives the peak memory of the reader in bytes, if it is known.</param>
/// <exception cref="DocumentReadException">The file cannot be read.</exception>
internal delegate Task<DocumentText> CorpusReader(string path, Action<long> peakMemory, CancellationToken cancellationToken);
