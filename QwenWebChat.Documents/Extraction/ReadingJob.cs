namespace QwenWebChat.Documents.Extraction;

/// <summary>A file being read, and the parameters of the reading.</summary>
/// <param name="Content">The file, seekable and at its start.</param>
/// <param name="FileName">The file's name; only the extension is used.</param>
internal sealed record ReadingJob(
    Stream Content, string FileName, ReadingOptions Options, IProgress<ReadingProgress>? Progress, CancellationToken CancellationToken)
{
    public string Extension => Path.GetExtension(FileName).TrimStart('.').ToLowerInvariant();

    /// <summary>Called before each page: reports the progress, and stops the reading if it was cancelled.</summary>
    public void Reached(int pagesDone, int? pageCount)
    {
        CancellationToken.ThrowIfCancellationRequested();
        Progress?.Report(new ReadingProgress(pagesDone, pageCount));
    }
}
