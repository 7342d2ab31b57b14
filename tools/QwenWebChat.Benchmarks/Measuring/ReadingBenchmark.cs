using System.Diagnostics;
using QwenWebChat.App.Documents.Extraction;

namespace QwenWebChat.Benchmarks.Measuring;

/// <summary>Reads a document as the app does, and measures it.</summary>
internal static class ReadingBenchmark
{
    /// <exception cref="DocumentReadException">The file cannot be read.</exception>
    public static ReadingFigures Run(string path, int times, CancellationToken cancellationToken)
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

        return new ReadingFigures(
            document.Format.ToString(), new FileInfo(path).Length, document.Pages.Count, document.Parts.Count, document.Text.Length, times, first, processor, best, PeakMemory.Read());
    }

    private static (DocumentText Document, double Seconds) Read(string path, CancellationToken cancellationToken)
    {
        long begun = Stopwatch.GetTimestamp();
        using FileStream content = File.OpenRead(path);
        DocumentText document = DocumentReader.Read(content, path, cancellationToken: cancellationToken);
        return (document, Stopwatch.GetElapsedTime(begun).TotalSeconds);
    }
}
