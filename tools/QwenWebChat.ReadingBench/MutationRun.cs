using System.Collections.Concurrent;
using System.Diagnostics;
using QwenWebChat.App.Documents.Readers;
using QwenWebChat.Benchmarks;
using QwenWebChat.Documents.Extraction;
using QwenWebChat.Documents.Extraction.Conversion;

namespace QwenWebChat.ReadingBench;

/// <summary>
/// Reads randomly damaged copies of valid files. The same files and seed give the same damage, in any reading order.
/// </summary>
internal sealed class MutationRun(ReadDocument reader, MutationSettings settings)
{
    // Only small files: ten thousand are read, and most mutations of large files hit irrelevant parts.
    private const long MaxOriginalBytes = 100_000;
    private const int MaxOriginals = 40;
    private const int WarmShare = 10;
    private const int PackedShare = 4;

    // Separates the seeds of adjacent files, whose generators would start alike.
    private const int SeedFactor = 1_000_003;

    private readonly ConcurrentDictionary<string, int> _outcomes = new();
    private readonly Lock _lock = new();
    private double _maxSeconds;
    private long _readerPeak;

    /// <summary>Runs the command <c>read-mutated</c>.</summary>
    public static async Task RunAsync(MutationSettings settings, CommandOutput output, CancellationToken cancellationToken)
    {
        IReadOnlyList<CorpusFile> originals = settings.Corpus.Files();
        using ReaderPool readers = settings.Corpus.CreateReaders();
        MutationFigures figures = await new MutationRun(readers.ReadAsync, settings).RunAsync(originals, cancellationToken).ConfigureAwait(false);
        figures = figures with { ReadersStarted = readers.StartedCount };
        output.Write(figures, figures.Lines());
    }

    /// <exception cref="ArgumentException">There is no small file that can be read.</exception>
    public async Task<MutationFigures> RunAsync(IReadOnlyList<CorpusFile> files, CancellationToken cancellationToken)
    {
        List<List<CorpusFile>> originals = await OriginalsAsync(files, cancellationToken).ConfigureAwait(false);
        if (originals.Count == 0)
        {
            throw new ArgumentException($"No {string.Join(", ", CorpusFile.MutatedKinds)} of at most {MaxOriginalBytes} bytes that can be read.", nameof(files));
        }

        using WorkFolder folder = new();
        long begun = Stopwatch.GetTimestamp();
        int warm = settings.Count / WarmShare;
        await ReadAsync(originals, folder, 0, warm, cancellationToken).ConfigureAwait(false);
        MutationFigures.Memory atBegin = MutationFigures.Memory.Read();
        await ReadAsync(originals, folder, warm, settings.Count, cancellationToken).ConfigureAwait(false);
        return new MutationFigures(
            originals.ToDictionary(kind => kind[0].Kind, kind => kind.Count), _outcomes, Stopwatch.GetElapsedTime(begun).TotalSeconds, _maxSeconds, _readerPeak, atBegin, MutationFigures.Memory.Read());
    }

    /// <summary>Creates the damaged file with a number; the kinds alternate.</summary>
    /// <param name="originals">Valid files of each kind.</param>
    internal static (CorpusFile Original, byte[] Content) Create(IReadOnlyList<IReadOnlyList<CorpusFile>> originals, int seed, int number)
    {
        IReadOnlyList<CorpusFile> files = originals[number % originals.Count];
        Random random = new(unchecked((seed * SeedFactor) + (number * SeedFactor)));
        CorpusFile original = files[random.Next(files.Count)];
        byte[] content = File.ReadAllBytes(original.Path);
        byte[]? packed = random.Next(PackedShare) > 0 ? new PackedMutation(random).Mutate(content) : null;
        return (original, packed ?? new Mutation(random).Mutate(content, File.ReadAllBytes(files[random.Next(files.Count)].Path)));
    }

    // Selects evenly among the small readable files of each kind.
    private async Task<List<List<CorpusFile>>> OriginalsAsync(IReadOnlyList<CorpusFile> files, CancellationToken cancellationToken)
    {
        List<List<CorpusFile>> originals = [];
        foreach (string kind in CorpusFile.MutatedKinds)
        {
            List<CorpusFile> good = [.. files.Where(file => file.Kind == kind && new FileInfo(file.Path).Length <= MaxOriginalBytes)];
            int step = Math.Max(good.Count / MaxOriginals, 1);
            good = [.. good.Where((_, index) => index % step == 0).Take(MaxOriginals)];
            foreach (CorpusFile file in good.ToArray())
            {
                _ = await ErrorOfAsync(file.Path, cancellationToken).ConfigureAwait(false) is not null && good.Remove(file);
            }

            originals.Add(good);
        }

        return [.. originals.Where(good => good.Count > 0)];
    }

    private Task ReadAsync(List<List<CorpusFile>> originals, WorkFolder folder, int start, int end, CancellationToken cancellationToken) =>
        Parallel.ForAsync(
            start, end, new ParallelOptions { MaxDegreeOfParallelism = settings.Corpus.FilesAtOnce, CancellationToken = cancellationToken },
            async (number, cancel) => await ReadAsync(originals, folder, number, cancel).ConfigureAwait(false));

    private async Task ReadAsync(List<List<CorpusFile>> originals, WorkFolder folder, int number, CancellationToken cancellationToken)
    {
        (CorpusFile original, byte[] content) = Create(originals, settings.Seed, number);
        string path = folder.At($"{number}-{Path.GetFileNameWithoutExtension(original.Path)}.{original.Kind}");
        await File.WriteAllBytesAsync(path, content, cancellationToken).ConfigureAwait(false);
        long begun = Stopwatch.GetTimestamp();
        DocumentReadError? error = await ErrorOfAsync(path, cancellationToken).ConfigureAwait(false);
        double seconds = Stopwatch.GetElapsedTime(begun).TotalSeconds;
        lock (_lock)
        {
            _maxSeconds = Math.Max(_maxSeconds, seconds);
        }

        _outcomes.AddOrUpdate(error?.ToString() ?? "Read", 1, (_, count) => count + 1);
        if (settings.FailureFolder is { } kept && CorpusResult.OutcomeOf(error) is CorpusOutcome.Crashed or CorpusOutcome.Hung)
        {
            Directory.CreateDirectory(kept);
            File.Copy(path, Path.Combine(kept, $"{error}-{Path.GetFileName(path)}"), overwrite: true);
        }

        File.Delete(path);
    }

    private async Task<DocumentReadError?> ErrorOfAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            await reader(settings.Corpus.Request(path, Peak), cancellationToken).ConfigureAwait(false);
            return null;
        }
        catch (DocumentReadException exception)
        {
            return exception.Error;
        }
    }

    private void Peak(long bytes)
    {
        lock (_lock)
        {
            _readerPeak = Math.Max(_readerPeak, bytes);
        }
    }
}
