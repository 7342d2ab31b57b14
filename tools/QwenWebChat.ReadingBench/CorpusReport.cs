using System.Globalization;
using QwenWebChat.Benchmarks;

namespace QwenWebChat.ReadingBench;

/// <summary>Formats the results of a corpus as a Markdown table, followed by the rejected and the worst files.</summary>
internal static class CorpusReport
{
    private const int MaxMessageLength = 100;

    private static readonly string[] Headers =
        ["kind", "files", "read", "locked or other kind", "refused", "crashed", "hung", "compared", "words: median", "10th percentile", "below 80 %", "order: median", "below 80 %", "ms: median", "MB: most"];

    /// <param name="worstCount">The number of worst files to list, by words and by order.</param>
    public static IEnumerable<string> Lines(IReadOnlyList<CorpusResult> results, int worstCount)
    {
        IEnumerable<CorpusRow> kinds = results.GroupBy(result => result.Kind).OrderByDescending(kind => kind.Count()).ThenBy(kind => kind.Key, StringComparer.Ordinal)
            .Select(kind => new CorpusRow(kind.Key, [.. kind]));
        return
        [
            .. Markdown.Head(Headers, "--:"),
            .. kinds.Append(new CorpusRow("all", results)).Select(row => Markdown.Row(row.Cells())),
            "",
            .. results.Where(result => result.Outcome != CorpusOutcome.Read).GroupBy(result => (result.Kind, result.Error)).OrderByDescending(refused => refused.Count())
                .Select(refused => string.Create(CultureInfo.InvariantCulture, $"not read: {refused.Count()} {refused.Key.Kind}, {refused.Key.Error}")),
            .. results.Where(result => result.Outcome is CorpusOutcome.Refused or CorpusOutcome.Crashed or CorpusOutcome.Hung)
                .Select(result => $"{result.Outcome}: {result.Name}: {result.Error}: {Short(result.Message ?? "")}"),
            .. Worst("words", results, comparison => comparison.Words, worstCount),
            .. Worst("order", results, comparison => comparison.Order, worstCount),
        ];
    }

    // Lists only files below the threshold for bad results.
    private static IEnumerable<string> Worst(string what, IReadOnlyList<CorpusResult> results, Func<WordComparison, double?> share, int count) => results
        .Where(result => result.Comparison is { } comparison && share(comparison) < CorpusRow.FewShare)
        .OrderBy(result => share(result.Comparison!))
        .Take(count)
        .Select(result => $"{what} {CorpusRow.Percent(share(result.Comparison!))} % of {result.Comparison!.ExpectedWords}: {result.Name}");

    private static string Short(string message)
    {
        string line = message.ReplaceLineEndings(" ");
        return line.Length > MaxMessageLength ? line[..MaxMessageLength] + "…" : line;
    }
}
