namespace QwenWebChat.Benchmarks.Corpus;

/// <summary>How a corpus is read.</summary>
/// <param name="FilesAtOnce">How many files are read at the same time.</param>
/// <param name="IsCompared">Whether words are compared with an independent extractor's.</param>
/// <param name="ExtractedFolder">Where extractors' texts are kept for the next run; null to keep none.</param>
internal sealed record CorpusSettings(int FilesAtOnce, bool IsCompared, string? ExtractedFolder);
