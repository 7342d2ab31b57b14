using System.CommandLine;
using QwenWebChat.Benchmarks.Corpus;
using QwenWebChat.Benchmarks.Serving;

namespace QwenWebChat.Benchmarks.Commands;

/// <summary>Command <c>read-mutated</c>: checks that damaged files do not harm the process that has them read.</summary>
internal static class ReadMutatedCommand
{
    private const int MaxCount = 10_000_000;

    public static Command Create()
    {
        CorpusOptionSet corpus = new();
        Option<int> count = new("--count") { Description = "Number of mutated files to read.", DefaultValueFactory = _ => 10_000 };
        Option<int> seed = new("--seed") { Description = "The same seed and folder give the same files.", DefaultValueFactory = _ => 1 };
        Option<string> keep = new("--keep") { Description = "A folder that stores files that crash their reader or take too long.", HelpName = "DIR" };
        Option<bool> json = new("--json") { Description = "One JSON object." };
        Command command = new("read-mutated", "Reads randomly damaged copies of the small pdf, docx, xlsx, pptx and epub files of a folder; the memory of this process must not grow.") { count, seed, keep, json };
        corpus.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            int files = parsed.GetValue(count);
            Require.That(files is >= 1 and <= MaxCount, "--count", files, "1 to 10000000");
            MutationSettings settings = new(files, parsed.GetValue(seed), corpus.FilesAtOnce(parsed), parsed.GetValue(keep));
            IReadOnlyList<CorpusFile> originals = corpus.Files(parsed);
            using CorpusPool pool = corpus.Pool(parsed);
            MutationFigures figures = await new MutationRun(pool.ReadAsync, settings).RunAsync(originals, cancellationToken).ConfigureAwait(false);
            figures = figures with { ReadersStarted = pool.StartedCount };
            Figures.Write(parsed.InvocationConfiguration.Output, figures, Lines(figures), parsed.GetValue(json));
        });
        return command;
    }

    private static IEnumerable<FormattableString> Lines(MutationFigures figures)
    {
        const double Megabyte = 1e6;
        yield return $"originals: {string.Join(", ", figures.Originals.Select(kind => $"{kind.Value} {kind.Key}"))}";
        foreach ((string outcome, int count) in figures.Outcomes.OrderByDescending(outcome => outcome.Value))
        {
            yield return $"{count,8:N0} {outcome}";
        }

        yield return $"{figures.ReadersStarted:N0} readers started; {figures.Seconds:0} s, the slowest file {figures.MaxSeconds:0.0} s; a reader held {figures.ReaderPeakBytes / Megabyte:0} MB at most";
        yield return $"this process: {figures.AtBegin.ResidentBytes / Megabyte:0.0} MB ({figures.AtBegin.HeapBytes / Megabyte:0.0} MB alive) after a tenth of the files, {figures.AtEnd.ResidentBytes / Megabyte:0.0} MB ({figures.AtEnd.HeapBytes / Megabyte:0.0} MB alive) at the end";
    }
}
