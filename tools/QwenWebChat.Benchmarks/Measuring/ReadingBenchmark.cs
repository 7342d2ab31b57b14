using System.Diagnostics;
using QwenWebChat.Benchmarks.Corpus;
using QwenWebChat.Documents.Extraction;

namespace QwenWebChat.Benchmarks.Measuring;

/// <summary>Measures the reading of a document in the same way as the app.</summary>
internal static class ReadingBenchmark
{
    /// <exception cref="DocumentReadException">The file cannot be read.</exception>
    public static async Task<ReadingFigures> RunAsync(string path, int times, CancellationToken cancellationToken)
    {
        TimeSpan before = Environment.CpuUsage.TotalTime;
        (DocumentText document, double first) = Read(path, cancellationToken);
        double processor = (Environment.CpuUsage.TotalTime - before).TotalSeconds;
        double best = first;
        for (int run = 1; run < times; run++)
        {
            (document, double seconds) = Read(path, cancellationToken);
            best = Math.Min(best, seconds);
        }

        long peak = PeakMemory.Read();
        double reader = await ReadInReaderAsync(path, times, cancellationToken).ConfigureAwait(false);
        return new ReadingFigures(
            document.Format.ToString(), new FileInfo(path).Length, document.Pages.Count, document.Parts.Count, document.Text.Length, times, first, processor, best, reader, peak);
    }

    private static async Task<double> ReadInReaderAsync(string path, int times, CancellationToken cancellationToken)
    {
        using CorpusPool pool = new(filesAtOnce: 1, TimeSpan.FromHours(1), ocrLanguages: null);
        double best = double.MaxValue;
        for (int run = 0; run <= times; run++)
        {
            long begun = Stopwatch.GetTimestamp();
            await pool.ReadAsync(path, _ => { }, cancellationToken).ConfigureAwait(false);
            best = run == 0 ? best : Math.Min(best, Stopwatch.GetElapsedTime(begun).TotalSeconds);
        }

        return best;
    }

    private static (DocumentText Document, double Seconds) Read(string path, CancellationToken cancellationToken)
    {
        long begun = Stopwatch.GetTimestamp();
        using FileStream content = File.OpenRead(path);
        DocumentText document = DocumentReader.Read(content, path, cancellationToken: cancellationToken);
        return (document, Stopwatch.GetElapsedTime(begun).TotalSeconds);
    }
}
