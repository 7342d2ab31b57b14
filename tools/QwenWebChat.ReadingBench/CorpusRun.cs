using System.Collections.Concurrent;
using System.Diagnostics;
using QwenWebChat.App.Documents.Readers;
using QwenWebChat.Benchmarks;
using QwenWebChat.Documents.Extraction;

namespace QwenWebChat.ReadingBench;

/// <summary>Reads every file of a corpus and compares its words with those of an independent extractor.</summary>
internal sealed class CorpusRun(ReadDocument reader, ReadCorpusSettings settings)
{
    /// <summary>Runs the command <c>read-corpus</c>.</summary>
    public static async Task<int> RunAsync(ReadCorpusSettings settings, CommandOutput output, CancellationToken cancellationToken)
    {
        IReadOnlyList<CorpusFile> files = settings.Corpus.Files();
        using ReaderPool readers = settings.Corpus.CreateReaders();
        IReadOnlyList<CorpusResult> results = await new CorpusRun(readers.ReadAsync, settings).RunAsync(files, cancellationToken).ConfigureAwait(false);
        if (settings.ResultFile is { } file)
        {
            await File.WriteAllTextAsync(file, CommandOutput.Json(results), cancellationToken).ConfigureAwait(false);
        }

        foreach (string line in CorpusReport.Lines(results, settings.WorstCount))
        {
            await output.Text.WriteLineAsync(line).ConfigureAwait(false);
        }

        return 0;
    }

    /// <returns>The results, sorted by name.</returns>
    public async Task<IReadOnlyList<CorpusResult>> RunAsync(IReadOnlyList<CorpusFile> files, CancellationToken cancellationToken)
    {
        ConcurrentBag<CorpusResult> results = [];
        ParallelOptions parallel = new() { MaxDegreeOfParallelism = settings.Corpus.FilesAtOnce, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(files, parallel, async (file, cancel) => results.Add(await MeasureAsync(file, cancel).ConfigureAwait(false))).ConfigureAwait(false);
        return [.. results.OrderBy(result => result.Name, StringComparer.Ordinal)];
    }

    private async Task<CorpusResult> MeasureAsync(CorpusFile file, CancellationToken cancellationToken)
    {
        long? peak = null;
        long begun = Stopwatch.GetTimestamp();
        try
        {
            DocumentText text = await reader(settings.Corpus.Request(file.Path, bytes => peak = bytes), cancellationToken).ConfigureAwait(false);
            CorpusResult read = Result(null);
            string? expected = settings.IsCompared ? await ExpectedAsync(file, cancellationToken).ConfigureAwait(false) : null;
            return expected is null ? read : read with { Comparison = WordComparison.Of(expected, text.Text) };
        }
        catch (DocumentReadException exception)
        {
            return Result(exception);
        }

        CorpusResult Result(DocumentReadException? failure) => new(
            file.Name, file.Kind, CorpusResult.OutcomeOf(failure?.Error), failure?.Error.ToString(), failure?.Message, Stopwatch.GetElapsedTime(begun).TotalSeconds, peak);
    }

    // An extractor's text is the same in each run, so it is stored if a folder for it is given.
    private async Task<string?> ExpectedAsync(CorpusFile file, CancellationToken cancellationToken)
    {
        string? stored = settings.ExtractedFolder is { } folder ? Path.Combine(folder, file.Name + ".txt") : null;
        if (IndependentExtractors.Of(file.Kind) is not { } extractor)
        {
            return null;
        }

        if (File.Exists(stored))
        {
            return await File.ReadAllTextAsync(stored, cancellationToken).ConfigureAwait(false);
        }

        string? text = await extractor.ExtractAsync(file.Path, cancellationToken).ConfigureAwait(false);
        if (text is not null && stored is not null)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(stored)!);
            await File.WriteAllTextAsync(stored, text, cancellationToken).ConfigureAwait(false);
        }

        return text;
    }
}
