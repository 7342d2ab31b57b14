using QwenWebChat.Documents.Extraction;

namespace QwenWebChat.ReadingBench;

/// <summary>The result of one file of a corpus.</summary>
/// <param name="Name">The path within the corpus.</param>
/// <param name="Error">The name of the error; null if the file was read.</param>
/// <param name="Message">The message of the error; null if the file was read.</param>
/// <param name="PeakBytes">The peak memory of the reader; null if it is unknown.</param>
internal sealed record CorpusResult(string Name, string Kind, CorpusOutcome Outcome, string? Error, string? Message, double Seconds, long? PeakBytes)
{
    /// <summary>The comparison with an independent extractor; null if there is no extractor or no text to compare.</summary>
    public WordComparison? Comparison { get; init; }

    public static CorpusOutcome OutcomeOf(DocumentReadError? error) => error switch
    {
        null => CorpusOutcome.Read,
        DocumentReadError.Encrypted or DocumentReadError.Unsupported or DocumentReadError.Empty or DocumentReadError.ConverterMissing => CorpusOutcome.RightlyRefused,
        DocumentReadError.ReaderCrashed or DocumentReadError.TooMuchMemory => CorpusOutcome.Crashed,
        DocumentReadError.TooSlow => CorpusOutcome.Hung,
        _ => CorpusOutcome.Refused,
    };
}
