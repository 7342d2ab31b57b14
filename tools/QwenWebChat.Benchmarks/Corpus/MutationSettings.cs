namespace QwenWebChat.Benchmarks.Corpus;

/// <summary>The settings of a run with mutated files.</summary>
/// <param name="Count">The number of files to read.</param>
/// <param name="Seed">The same seed and folder give the same files.</param>
/// <param name="FilesAtOnce">The number of files that are read at the same time.</param>
/// <param name="FailureFolder">The folder for files that crashed their reader or took too long; null to save none.</param>
internal sealed record MutationSettings(int Count, int Seed, int FilesAtOnce, string? FailureFolder);
