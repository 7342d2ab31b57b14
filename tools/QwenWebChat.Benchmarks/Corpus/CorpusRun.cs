using System.Collections.Concurrent;
using System.Diagnostics;
using QwenWebChat.Documents.Extraction;

namespace QwenWebChat.Benchmarks.Corpus;

/// <summary>Reads every file of a corpus and compares its words with those of an independent extractor.</summary>
internal sealed class CorpusRun(CorpusReader reader, CorpusSettings settings)
{
    /// <returns>The results, sorted by name.</returns>
    public async Task<IReadOnlyList<CorpusResult>> RunAsync(IReadOnlyList<CorpusFile> files, CancellationToken cancellationToken)
    {
        ConcurrentBag<CorpusResult> results = [];
        ParallelOptions parallel = new() { MaxDegreeOfParallelism = settings.FilesAtOnce, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(files, parallel, async (file, cancel) => results.Add(await MeasureAsync(file, cancel).ConfigureAwait(false))).ConfigureAwait(false);
        return [.. results.OrderBy(result => result.Name, StringComparer.Ordinal)];
    }

    private async Task<CorpusResult> MeasureAsync(CorpusFile file, CancellationToken cancellationToken)
    {
        long? peak = null;
        long begun = Stopwatch.GetTimestamp();
        CorpusResult Result(CorpusOutcome outcome, string? error = null, string? message = null) =>
            new(file.Name, file.Kind, outcome, error, message, Stopwatch.GetElapsedTime(begun).TotalSeconds, peak);

        try
        {
            DocumentText text = await reader(file.Path, bytes => peak = bytes, cancellationToken).ConfigureAwait(false);
            CorpusResult read = Result(CorpusOutcome.Read);
            string? expected = settings.IsCompared ? await ExpectedAsync(file, cancellationToken).ConfigureAwait(false) : null;
            return expected is null ? read : read with { Comparison = WordComparison.Of(expected, text.Text) };
        }
        catch (DocumentReadException exception)
        {
            return Result(CorpusOutcomes.Of(exception.Error), exception.Error.ToString(), exception.Message);
        }
    }

    // An extractor's text is the same in each run, so it is stored if a folder for it is given.
    private async Task<string?> ExpectedAsync(CorpusFile file, CancellationToken cancellationToken)
    {
        if (IndependentExtractors.Of(file.Kind) is not { } extractor)
        {
            return null;
        }

        if (settings.ExtractedFolder is null)
        {
            return await extractor.ExtractAsync(file.Path, cancellationToken).ConfigureAwait(false);
        }

        string kept = Path.Combine(settings.ExtractedFolder, file.Name + ".txt");
        if (File.Exists(kept))
        {
            return await File.ReadAllTextAsync(kept, cancellationToken).ConfigureAwait(false);
        }

        string? text = await extractor.ExtractAsync(file.Path, cancellationToken).ConfigureAwait(false);
        if (text is not null)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(kept)!);
            await File.WriteAllTextAsync(kept, text, cancellationToken).ConfigureAwait(false);
        }

        return text;
    }
}
