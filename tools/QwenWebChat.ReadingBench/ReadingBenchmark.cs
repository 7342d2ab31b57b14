using System.Diagnostics;
using QwenWebChat.App.Documents.Readers;
using QwenWebChat.Benchmarks;
using QwenWebChat.Documents.Extraction;

namespace QwenWebChat.ReadingBench;

/// <summary>Measures time and memory of reading a document's text, in this process and in a reader like the app's.</summary>
internal static class ReadingBenchmark
{
    /// <summary>Runs the command <c>read</c>.</summary>
    /// <exception cref="IOException">The file cannot be read; the message gives the reason.</exception>
    public static async Task RunAsync(ReadSettings settings, CommandOutput output, CancellationToken cancellationToken)
    {
        try
        {
            await MeasureAsync(settings, output, cancellationToken).ConfigureAwait(false);
        }
        catch (DocumentReadException exception)
        {
            throw new IOException(exception.Message, exception);
        }
    }

    private static async Task MeasureAsync(ReadSettings settings, CommandOutput output, CancellationToken cancellationToken)
    {
        DocumentText document = null!;
        TimeSpan before = Environment.CpuUsage.TotalTime;
        double first = Timing.Seconds(() => document = Read(settings.File, cancellationToken));
        double processor = (Environment.CpuUsage.TotalTime - before).TotalSeconds;
        double best = Enumerable.Range(1, settings.Times - 1).Select(_ => Timing.Seconds(() => Read(settings.File, cancellationToken))).Append(first).Min();
        long peak = ProcessMemory.Peak();
        double reader = await ReadInReaderAsync(settings, cancellationToken).ConfigureAwait(false);
        (string format, long bytes, int pages, int parts, int characters) =
            (document.Format.ToString(), new FileInfo(settings.File).Length, document.Pages.Count, document.Parts.Count, document.Text.Length);
        output.Write(
            new { format, bytes, pages, parts, characters, times = settings.Times, firstSeconds = first, firstProcessorSeconds = processor, bestSeconds = best, readerSeconds = reader, peakBytes = peak },
            [
                $"{format}, {bytes:N0} bytes: {pages:N0} pages, {characters:N0} characters in {parts:N0} parts",
                $"first {first:0.00} s ({processor:0.00} s of the processor), best of {settings.Times} {best:0.000} s, of a warm reader {reader:0.000} s, at most {peak / 1e6:0} MB",
            ]);
    }

    private static DocumentText Read(string path, CancellationToken cancellationToken)
    {
        using FileStream content = File.OpenRead(path);
        return DocumentReader.Read(content, path, cancellationToken: cancellationToken);
    }

    // Returns the fastest time of a warm reader in its own process.
    private static async Task<double> ReadInReaderAsync(ReadSettings settings, CancellationToken cancellationToken)
    {
        CorpusSettings alone = new("", FilesAtOnce: 1, Seconds: 3_600);
        using ReaderPool readers = alone.CreateReaders();
        await readers.ReadAsync(alone.Request(settings.File), cancellationToken).ConfigureAwait(false);
        double best = double.MaxValue;
        for (int run = 0; run < settings.Times; run++)
        {
            long begun = Stopwatch.GetTimestamp();
            await readers.ReadAsync(alone.Request(settings.File), cancellationToken).ConfigureAwait(false);
            best = Math.Min(best, Stopwatch.GetElapsedTime(begun).TotalSeconds);
        }

        return best;
    }
}
