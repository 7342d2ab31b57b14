using System.Globalization;

namespace QwenWebChat.Benchmarks.Corpus;

/// <summary>Formats the results of a corpus as a Markdown table, followed by the rejected and the worst files.</summary>
internal static class CorpusReport
{
    private const int MaxMessageLength = 100;

    /// <param name="worstCount">The number of worst files to list, by words and by order.</param>
    public static IEnumerable<string> Lines(IReadOnlyList<CorpusResult> results, int worstCount)
    {
        yield return "| kind | files | read | locked or other kind | refused | crashed | hung | compared | words: median | 10th percentile | below 80 % | order: median | below 80 % | ms: median | MB: most |";
        yield return "| --- | --: | --: | --: | --: | --: | --: | --: | --: | --: | --: | --: | --: | --: | --: |";
        foreach (IGrouping<string, CorpusResult> kind in results.GroupBy(result => result.Kind).OrderByDescending(kind => kind.Count()).ThenBy(kind => kind.Key, StringComparer.Ordinal))
        {
            yield return Row(CorpusRow.Of(kind.Key, [.. kind]));
        }

        yield return Row(CorpusRow.Of("all", results));
        yield return "";
        foreach (IGrouping<(string Kind, string? Error), CorpusResult> refused in results.Where(result => result.Outcome != CorpusOutcome.Read).GroupBy(result => (result.Kind, result.Error)).OrderByDescending(refused => refused.Count()))
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"not read: {refused.Count()} {refused.Key.Kind}, {refused.Key.Error}");
        }

        foreach (CorpusResult result in results.Where(result => result.Outcome is CorpusOutcome.Refused or CorpusOutcome.Crashed or CorpusOutcome.Hung))
        {
            yield return $"{result.Outcome}: {result.Name}: {result.Error}: {Short(result.Message)}";
        }

        foreach (string line in Worst("words", results, comparison => comparison.Words, worstCount).Concat(Worst("order", results, comparison => comparison.Order, worstCount)))
        {
            yield return line;
        }
    }

    private static string Row(CorpusRow row) => string.Create(
        CultureInfo.InvariantCulture,
        $"| {row.Kind} | {row.Files} | {row.Read} | {row.RightlyRefused} | {row.Refused} | {row.Crashed} | {row.Hung} | {row.Compared} | {Percent(row.MedianWords)} | {Percent(row.LowWords)} | {Few(row, row.FewWords)} | {Percent(row.MedianOrder)} | {Few(row, row.Disordered)} | {row.MedianSeconds * 1e3:0} | {row.PeakBytes / 1e6:0} |");

    private static string Percent(double? share) => string.Create(CultureInfo.InvariantCulture, $"{share * 100:0.0}");

    private static string Few(CorpusRow row, int count) => row.Compared == 0 ? "" : count.ToString(CultureInfo.InvariantCulture);

    // Lists only files below the threshold for bad results.
    private static IEnumerable<string> Worst(string what, IReadOnlyList<CorpusResult> results, Func<WordComparison, double?> share, int count) => results
        .Where(result => result.Comparison is { } comparison && share(comparison) < CorpusRow.FewShare)
        .OrderBy(result => share(result.Comparison!))
        .Take(count)
        .Select(result => $"{what} {Percent(share(result.Comparison!))} % of {result.Comparison!.ExpectedWords}: {result.Name}");

    private static string Short(string? message) => message is null ? "" : message.ReplaceLineEndings(" ") is { Length: > MaxMessageLength } text ? text[..MaxMessageLength] + "…" : message.ReplaceLineEndings(" ");
}
