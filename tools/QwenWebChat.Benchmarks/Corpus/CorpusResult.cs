namespace QwenWebChat.Benchmarks.Corpus;

/// <summary>What came of one file of a corpus.</summary>
/// <param name="Name">The path within the corpus.</param>
/// <param name="Error">Why it was not read: the name of the error; null if it was.</param>
/// <param name="Message">What the error says; null if it was read.</param>
/// <param name="PeakBytes">The most memory of its reader; null where that is not known.</param>
internal sealed record CorpusResult(string Name, string Kind, CorpusOutcome Outcome, string? Error, string? Message, double Seconds, long? PeakBytes)
{
    /// <summary>The comparison with an independent extractor; null where there is none, or nothing to compare.</summary>
    public WordComparison? Comparison { get; init; }
}
