namespace QwenWebChat.Benchmarks.Corpus;

/// <summary>What came of reading mutated files.</summary>
/// <param name="Originals">How many good files of each kind they were made from.</param>
/// <param name="Outcomes">How many were read, and how many were not by the name of the error.</param>
/// <param name="MaxSeconds">The longest time that a file took.</param>
/// <param name="ReaderPeakBytes">The most memory of a reader that ended its file.</param>
/// <param name="AtBegin">The memory of this process once it is warm: after a tenth of the files.</param>
/// <param name="AtEnd">The memory of this process after all files.</param>
internal sealed record MutationFigures(
    IReadOnlyDictionary<string, int> Originals, IReadOnlyDictionary<string, int> Outcomes, double Seconds, double MaxSeconds, long ReaderPeakBytes, ParentMemory AtBegin, ParentMemory AtEnd)
{
    /// <summary>How many reader processes were started; each beyond those at work replaces one that was lost.</summary>
    public int ReadersStarted { get; init; }
}
