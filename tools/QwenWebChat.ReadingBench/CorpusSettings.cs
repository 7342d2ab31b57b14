using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using QwenWebChat.App.Documents.Library;
using QwenWebChat.App.Documents.Readers;
using QwenWebChat.App.Hosting;
using QwenWebChat.Benchmarks;
using QwenWebChat.Documents.Extraction;

namespace QwenWebChat.ReadingBench;

/// <summary>The settings of every command that reads a folder of files.</summary>
internal sealed record CorpusSettings(
    [Option("--folder", "The folder of the files, including subfolders.", Value = "DIR")] string Folder,
    [Option("--at-once", "Number of files that are read at the same time.", Min = 1, Max = 64)] int FilesAtOnce = 2,
    [Option("--seconds", "Time limit of a file.", Min = 1, Max = 3_600)] int Seconds = 60,
    [Option("--ocr", "Languages of scanned pages in tesseract's notation, such as eng. Default: no text recognition, as in the extractors.", Value = "LANGUAGES")] string? OcrLanguages = null) : CommandSettings
{
    /// <exception cref="ArgumentException">The folder contains no file of a known kind.</exception>
    public IReadOnlyList<CorpusFile> Files()
    {
        IReadOnlyList<CorpusFile> files = CorpusFile.Find(Folder);
        Require.That(files.Count > 0, "--folder", Folder, "a folder with files of a known kind");
        return files;
    }

    /// <summary>Creates the app's own readers, with the time limit for each file.</summary>
    public ReaderPool CreateReaders() => new(
        Options.Create(new DocumentOptions { ReadingsAtOnce = FilesAtOnce, ReadingTimeLimit = TimeSpan.FromSeconds(Seconds) }),
        Options.Create(new UploadOptions()), TimeProvider.System, NullLogger<ReaderPool>.Instance);

    /// <param name="peakMemory">Receives the reader's peak memory in bytes, if it is known.</param>
    public ReadingRequest Request(string path, Action<long>? peakMemory = null) =>
        new(path, Path.GetFileName(path), ReadingOptions.Default with { OcrLanguages = OcrLanguages }) { PeakMemory = peakMemory };
}
