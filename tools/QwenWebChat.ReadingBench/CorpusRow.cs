using System.Globalization;
using QwenWebChat.Inference.Metrics;

namespace QwenWebChat.ReadingBench;

/// <summary>The figures of all files of a kind. Shares of words and order are null if nothing was compared.</summary>
internal sealed record CorpusRow(string Kind, IReadOnlyCollection<CorpusResult> Results)
{
    /// <summary>A file with a lower share counts as badly read.</summary>
    public const double FewShare = 0.8;

    private const double Median = 0.5;

    private static readonly CorpusOutcome[] Columns = [CorpusOutcome.Read, CorpusOutcome.RightlyRefused, CorpusOutcome.Refused, CorpusOutcome.Crashed, CorpusOutcome.Hung];

    private readonly double[] _words = Sorted(Results.Select(result => result.Comparison?.Words));
    private readonly double[] _order = Sorted(Results.Select(result => result.Comparison?.Order));
    private readonly double[] _seconds = Sorted(Results.Select(result => result.Outcome == CorpusOutcome.Read ? result.Seconds : (double?)null));

    /// <summary>The number of files whose words were compared with those of an extractor.</summary>
    public int Compared => _words.Length;

    public double? MedianWords => Percentiles.Of<double>(_words, Median);

    /// <summary>The share of words at the 10th percentile.</summary>
    public double? LowWords => Percentiles.Of<double>(_words, 0.1);

    /// <summary>The number of files whose share of words is below <see cref="FewShare"/>.</summary>
    public int FewWords => _words.Count(share => share < FewShare);

    public double? MedianOrder => Percentiles.Of<double>(_order, Median);

    /// <summary>The number of files whose share of order is below <see cref="FewShare"/>.</summary>
    public int Disordered => _order.Count(share => share < FewShare);

    /// <summary>The median time of the files that were read; null if there were none.</summary>
    public double? MedianSeconds => Percentiles.Of<double>(_seconds, Median);

    public long? PeakBytes => Results.Max(result => result.PeakBytes);

    public int Count(CorpusOutcome outcome) => Results.Count(result => result.Outcome == outcome);

    public IEnumerable<string> Cells() =>
    [
        Kind, Number(Results.Count), .. Columns.Select(outcome => Number(Count(outcome))), Number(Compared),
        Percent(MedianWords), Percent(LowWords), Few(FewWords), Percent(MedianOrder), Few(Disordered), Number(MedianSeconds * 1e3), Number(PeakBytes / 1e6),
    ];

    public static string Percent(double? share) => string.Create(CultureInfo.InvariantCulture, $"{share * 100:0.0}");

    private static string Number(double? value) => string.Create(CultureInfo.InvariantCulture, $"{value:0}");

    private static double[] Sorted(IEnumerable<double?> figures) => [.. figures.OfType<double>().Order()];

    private string Few(int count) => Compared == 0 ? "" : Number(count);
}
