namespace QwenWebChat.Benchmarks.Corpus;

/// <summary>How mutated files are made and read.</summary>
/// <param name="Count">How many are read.</param>
/// <param name="Seed">The same seed and folder give the same files.</param>
/// <param name="FilesAtOnce">How many are read at the same time.</param>
/// <param name="KeptFolder">Where files that ended their reader, or took too long, are kept; null to keep none.</param>
internal sealed record MutationSettings(int Count, int Seed, int FilesAtOnce, string? KeptFolder);
