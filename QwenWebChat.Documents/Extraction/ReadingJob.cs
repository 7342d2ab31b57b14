namespace QwenWebChat.Documents.Extraction;

/// <summary>One file being read, and what its reader needs.</summary>
/// <param name="Content">The file, seekable and at its start.</param>
/// <param name="FileName">Its name; only the extension is used.</param>
internal sealed record ReadingJob(
    Stream Content, string FileName, ReadingOptions Options, IProgress<ReadingProgress>? Progress, CancellationToken CancellationToken)
{
    public string Extension => Path.GetExtension(FileName).TrimStart('.').ToLowerInvariant();

    /// <summary>Called before each page: tells how far it is, and ends the reading if nobody waits for it any more.</summary>
    public void Reached(int pagesDone, int? pageCount)
    {
        CancellationToken.ThrowIfCancellationRequested();
        Progress?.Report(new ReadingProgress(pagesDone, pageCount));
    }
}
