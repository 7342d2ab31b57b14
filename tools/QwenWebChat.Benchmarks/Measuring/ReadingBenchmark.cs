using System.Diagnostics;
using QwenWebChat.App.Documents.Extraction;

namespace QwenWebChat.Benchmarks.Measuring;

/// <summary>Reads a document as the app does, and measures it.</summary>
internal static class ReadingBenchmark
{
    /// <exception cref="DocumentReadException">The file cannot be read.</exception>
    public static async Task<ReadingFigures> RunAsync(string path, int times, CancellationToken cancellationToken)
    {
        TimeSpan before = Environment.CpuUsage.TotalTime;
        (DocumentText document, double first) = await ReadAsync(path, cancellationToken).ConfigureAwait(false);
        double processor = (Environment.CpuUsage.TotalTime - before).TotalSeconds;
        double best = first;
        for (int run = 1; run < times; run++)
        {
            (document, double seconds) = await ReadAsync(path, cancellationToken).ConfigureAwait(false);
            best = Math.Min(best, seconds);
        }

        return new ReadingFigures(
            document.Format.ToString(), new FileInfo(path).Length, document.Pages.Count, document.Parts.Count, document.Text.Length, times, first, processor, best, PeakMemory.Read());
    }

    private static async Task<(DocumentText Document, double Seconds)> ReadAsync(string path, CancellationToken cancellationToken)
    {
        long begun = Stopwatch.GetTimestamp();
        DocumentText document = await DocumentReader.ReadAsync(path, cancellationToken: cancellationToken).ConfigureAwait(false);
        return (document, Stopwatch.GetElapsedTime(begun).TotalSeconds);
    }
}
