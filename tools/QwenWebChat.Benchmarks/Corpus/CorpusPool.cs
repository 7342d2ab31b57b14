using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using QwenWebChat.App.Documents.Library;
using QwenWebChat.App.Documents.Readers;
using QwenWebChat.App.Hosting;
using QwenWebChat.Documents.Extraction;

namespace QwenWebChat.Benchmarks.Corpus;

/// <summary>The app's own readers, with a time limit for each file.</summary>
internal sealed class CorpusPool(CorpusSettings settings) : IDisposable
{
    private readonly ReaderPool _pool = new(
        Options.Create(new DocumentOptions { ReadingsAtOnce = settings.FilesAtOnce, ReadingTimeLimit = TimeSpan.FromSeconds(settings.Seconds) }), Options.Create(new UploadOptions()), TimeProvider.System, NullLogger<ReaderPool>.Instance);

    /// <summary>The number of readers that were started.</summary>
    public int StartedCount => _pool.StartedCount;

    /// <summary>Reads a file as a <see cref="CorpusReader"/>.</summary>
    public Task<DocumentText> ReadAsync(string path, Action<long> peakMemory, CancellationToken cancellationToken) =>
        _pool.ReadAsync(new ReadingRequest(path, Path.GetFileName(path), ReadingOptions.Default with { OcrLanguages = settings.OcrLanguages }) { PeakMemory = peakMemory }, cancellationToken);

    public void Dispose() => _pool.Dispose();
}
