namespace QwenWebChat.ReadingBench;

/// <summary>The results of reading mutated files.</summary>
/// <param name="Originals">The number of undamaged files of each kind that were mutated.</param>
/// <param name="Outcomes">The number of files that were read, and the number of failures by the name of the error.</param>
/// <param name="MaxSeconds">The maximum time of a file.</param>
/// <param name="ReaderPeakBytes">The peak memory of all readers that finished their file.</param>
/// <param name="AtBegin">The memory of this process after the warm-up, which is a tenth of the files.</param>
/// <param name="AtEnd">The memory of this process after all files.</param>
internal sealed record MutationFigures(
    IReadOnlyDictionary<string, int> Originals, IReadOnlyDictionary<string, int> Outcomes, double Seconds, double MaxSeconds, long ReaderPeakBytes, MutationFigures.Memory AtBegin, MutationFigures.Memory AtEnd)
{
    /// <summary>The number of reader processes that were started; each one above the pool size replaces a lost one.</summary>
    public int ReadersStarted { get; init; }

    public IEnumerable<FormattableString> Lines()
    {
        yield return $"originals: {string.Join(", ", Originals.Select(kind => $"{kind.Value} {kind.Key}"))}";
        foreach ((string outcome, int count) in Outcomes.OrderByDescending(outcome => outcome.Value))
        {
            yield return $"{count,8:N0} {outcome}";
        }

        yield return $"{ReadersStarted:N0} readers started; {Seconds:0} s, the slowest file {MaxSeconds:0.0} s; a reader held {ReaderPeakBytes / 1e6:0} MB at most";
        yield return $"this process: {AtBegin.ResidentBytes / 1e6:0.0} MB ({AtBegin.HeapBytes / 1e6:0.0} MB alive) after a tenth of the files, {AtEnd.ResidentBytes / 1e6:0.0} MB ({AtEnd.HeapBytes / 1e6:0.0} MB alive) at the end";
    }

    /// <summary>The memory of this process, which starts the readers like the server does.</summary>
    /// <param name="ResidentBytes">Resident memory of the whole process, runtime included.</param>
    /// <param name="HeapBytes">Size of live objects.</param>
    internal readonly record struct Memory(long ResidentBytes, long HeapBytes)
    {
        public static Memory Read()
        {
            long heap = GC.GetTotalMemory(forceFullCollection: true);
            return new Memory(Environment.WorkingSet, heap);
        }
    }
}
