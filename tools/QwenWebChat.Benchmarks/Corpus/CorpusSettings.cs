namespace QwenWebChat.Benchmarks.Corpus;

/// <summary>The settings of a corpus run.</summary>
/// <param name="FilesAtOnce">The number of files that are read at the same time.</param>
/// <param name="IsCompared">True to compare the words with those of an independent extractor.</param>
/// <param name="ExtractedFolder">The folder that stores the extractors' texts for the next run; null to store none.</param>
internal sealed record CorpusSettings(int FilesAtOnce, bool IsCompared, string? ExtractedFolder);
