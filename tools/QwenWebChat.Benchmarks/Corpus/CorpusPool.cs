using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using QwenWebChat.App.Documents.Library;
using QwenWebChat.App.Documents.Readers;
using QwenWebChat.App.Hosting;
using QwenWebChat.Documents.Extraction;

namespace QwenWebChat.Benchmarks.Corpus;

/// <summary>The app's own readers, with a limit of time for a file.</summary>
/// <param name="ocrLanguages">The languages of scanned pages; null to recognise none, as extractors do.</param>
internal sealed class CorpusPool(int filesAtOnce, TimeSpan timeLimit, string? ocrLanguages) : IDisposable
{
    private readonly ReaderPool _pool = new(
        Options.Create(new DocumentOptions { ReadingsAtOnce = filesAtOnce, ReadingTimeLimit = timeLimit }), Options.Create(new UploadOptions()), TimeProvider.System, NullLogger<ReaderPool>.Instance);

    /// <summary>How many readers were started.</summary>
    public int StartedCount => _pool.StartedCount;

    /// <summary>Reads a file as <see cref="CorpusReader"/> does.</summary>
    public Task<DocumentText> ReadAsync(string path, Action<long> peakMemory, CancellationToken cancellationToken) =>
        _pool.ReadAsync(new ReadingRequest(path, Path.GetFileName(path), ReadingOptions.Default with { OcrLanguages = ocrLanguages }) { PeakMemory = peakMemory }, cancellationToken);

    public void Dispose() => _pool.Dispose();
}
