namespace QwenWebChat.Benchmarks.Corpus;

/// <summary>The results of reading mutated files.</summary>
/// <param name="Originals">The number of undamaged files of each kind that were mutated.</param>
/// <param name="Outcomes">The number of files that were read, and the number of failures by the name of the error.</param>
/// <param name="MaxSeconds">The maximum time of a file.</param>
/// <param name="ReaderPeakBytes">The peak memory of all readers that finished their file.</param>
/// <param name="AtBegin">The memory of this process after the warm-up, which is a tenth of the files.</param>
/// <param name="AtEnd">The memory of this process after all files.</param>
internal sealed record MutationFigures(
    IReadOnlyDictionary<string, int> Originals, IReadOnlyDictionary<string, int> Outcomes, double Seconds, double MaxSeconds, long ReaderPeakBytes, ParentMemory AtBegin, ParentMemory AtEnd)
{
    /// <summary>The number of reader processes that were started; each one above the pool size replaces a lost one.</summary>
    public int ReadersStarted { get; init; }
}
