using QwenWebChat.Benchmarks.Serving;

namespace QwenWebChat.Benchmarks.Corpus;

/// <summary>The figures of all files of a kind.</summary>
/// <param name="RightlyRefused">The number of files that are locked, empty or of an unsupported kind.</param>
/// <param name="Compared">The number of files whose words were compared with those of an extractor.</param>
/// <param name="MedianWords">The median share of words; like the other shares, null if nothing was compared.</param>
/// <param name="LowWords">The share of words at the 10th percentile.</param>
/// <param name="FewWords">The number of files whose share of words is below <see cref="FewShare"/>.</param>
/// <param name="Disordered">The number of files whose share of order is below <see cref="FewShare"/>.</param>
/// <param name="MedianSeconds">The median time of the files that were read; null if there were none.</param>
internal sealed record CorpusRow(
    string Kind, int Files, int Read, int RightlyRefused, int Refused, int Crashed, int Hung, int Compared,
    double? MedianWords, double? LowWords, int FewWords, double? MedianOrder, int Disordered, double? MedianSeconds, long? PeakBytes)
{
    /// <summary>A file with a lower share counts as badly read.</summary>
    public const double FewShare = 0.8;

    private const double Median = 0.5;
    private const double Low = 0.1;

    public static CorpusRow Of(string kind, IReadOnlyCollection<CorpusResult> results)
    {
        double[] words = Sorted(results.Select(result => result.Comparison?.Words));
        double[] order = Sorted(results.Select(result => result.Comparison?.Order));
        return new CorpusRow(
            kind,
            results.Count,
            Count(results, CorpusOutcome.Read),
            Count(results, CorpusOutcome.RightlyRefused),
            Count(results, CorpusOutcome.Refused),
            Count(results, CorpusOutcome.Crashed),
            Count(results, CorpusOutcome.Hung),
            words.Length,
            At(words, Median),
            At(words, Low),
            words.Count(share => share < FewShare),
            At(order, Median),
            order.Count(share => share < FewShare),
            At(Sorted(results.Where(result => result.Outcome == CorpusOutcome.Read).Select(result => (double?)result.Seconds)), Median),
            results.Max(result => result.PeakBytes));
    }

    private static int Count(IReadOnlyCollection<CorpusResult> results, CorpusOutcome outcome) => results.Count(result => result.Outcome == outcome);

    private static double[] Sorted(IEnumerable<double?> figures) => [.. figures.OfType<double>().Order()];

    private static double? At(double[] sorted, double share) => sorted.Length == 0 ? null : Percentiles.At(sorted, share);
}
