using QwenWebChat.Documents.Extraction;

namespace QwenWebChat.Benchmarks.Corpus;

/// <summary>Classifies reading errors.</summary>
internal static class CorpusOutcomes
{
    public static CorpusOutcome Of(DocumentReadError error) => error switch
    {
        DocumentReadError.Encrypted or DocumentReadError.Unsupported or DocumentReadError.Empty or DocumentReadError.ConverterMissing => CorpusOutcome.RightlyRefused,
        DocumentReadError.ReaderCrashed or DocumentReadError.TooMuchMemory => CorpusOutcome.Crashed,
        DocumentReadError.TooSlow => CorpusOutcome.Hung,
        _ => CorpusOutcome.Refused,
    };
}
