using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using QwenWebChat.App.Documents.Library;
using QwenWebChat.App.Documents.Readers;
using QwenWebChat.App.Hosting;
using QwenWebChat.Documents.Extraction;

namespace QwenWebChat.Benchmarks.Corpus;

/// <summary>The app's own readers, with a time limit for each file.</summary>
/// <param name="ocrLanguages">The languages of scanned pages; null to disable text recognition, as in the extractors.</param>
internal sealed class CorpusPool(int filesAtOnce, TimeSpan timeLimit, string? ocrLanguages) : IDisposable
{
    private readonly ReaderPool _pool = new(
        Options.Create(new DocumentOptions { ReadingsAtOnce = filesAtOnce, ReadingTimeLimit = timeLimit }), Options.Create(new UploadOptions()), TimeProvider.System, NullLogger<ReaderPool>.Instance);

    /// <summary>The number of readers that were started.</summary>
    public int StartedCount => _pool.StartedCount;

    /// <summary>Reads a file as a <see cref="CorpusReader"/>.</summary>
    public Task<DocumentText> ReadAsync(string path, Action<long> peakMemory, CancellationToken cancellationToken) =>
        _pool.ReadAsync(new ReadingRequest(path, Path.GetFileName(path), ReadingOptions.Default with { OcrLanguages = ocrLanguages }) { PeakMemory = peakMemory }, cancellationToken);

    public void Dispose() => _pool.Dispose();
}
