using QwenWebChat.App.Documents.Extraction.Epub;
using QwenWebChat.App.Documents.Extraction.Html;
using QwenWebChat.App.Documents.Extraction.Mail;
using QwenWebChat.App.Documents.Extraction.Packages;
using QwenWebChat.App.Documents.Extraction.Pdf;
using QwenWebChat.App.Documents.Extraction.Plain;
using QwenWebChat.App.Documents.Extraction.Rtf;
using QwenWebChat.App.Documents.Extraction.Sheets;
using QwenWebChat.App.Documents.Extraction.Slides;
using QwenWebChat.App.Documents.Extraction.Word;

namespace QwenWebChat.App.Documents.Extraction;

/// <summary>
/// Turns a file into text with positions. Nothing in the file is run, and nothing that it names is fetched. The work is
/// done on a thread of the pool and ends between two pages once it is cancelled.
/// </summary>
public static class DocumentReader
{
    /// <summary>Reads a file on disk.</summary>
    /// <exception cref="DocumentReadException">The file cannot be read; the code says why.</exception>
    public static async Task<DocumentText> ReadAsync(
        string path, ReadingOptions? options = null, IProgress<ReadingProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        FileStream content = new(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16);
        await using (content.ConfigureAwait(false))
        {
            return await ReadAsync(content, Path.GetFileName(path), options, progress, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Reads what is in a stream, from where it stands. One that cannot seek, such as an upload, is written to a temporary file first.</summary>
    /// <param name="content">The file; stays open.</param>
    /// <param name="fileName">Its name: the extension decides between kinds of text.</param>
    /// <exception cref="DocumentReadException">The file cannot be read; the code says why.</exception>
    public static async Task<DocumentText> ReadAsync(
        Stream content, string fileName, ReadingOptions? options = null, IProgress<ReadingProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ReadingOptions limits = options ?? ReadingOptions.Default;
        if (content is { CanSeek: true, Position: 0 })
        {
            return await Task.Run(() => Read(new ReadingJob(content, fileName, limits, progress, cancellationToken)), cancellationToken).ConfigureAwait(false);
        }

        FileStream copy = await TemporaryCopy.CreateAsync(content, limits.MaxFileBytes, cancellationToken).ConfigureAwait(false);
        await using (copy.ConfigureAwait(false))
        {
            return await Task.Run(() => Read(new ReadingJob(copy, fileName, limits, progress, cancellationToken)), cancellationToken).ConfigureAwait(false);
        }
    }

    private static DocumentText Read(ReadingJob job)
    {
        if (job.Content.Length == 0)
        {
            throw new DocumentReadException(DocumentReadError.Empty, "The file is empty.");
        }

        if (job.Content.Length > job.Options.MaxFileBytes)
        {
            throw DocumentReadException.TooLarge("bytes", job.Options.MaxFileBytes);
        }

        try
        {
            return FormatDetection.Detect(job) switch
            {
                FileFormat.Html => HtmlFileReader.Read(job),
                FileFormat.Pdf => PdfReader.Read(job),
                FileFormat.Mail => MailReader.Read(job),
                FileFormat.Mhtml => MhtmlReader.Read(job),
                FileFormat.Rtf => RtfReader.Read(job),
                { } text => TextFileReader.Read(job, text),
                null => ReadPacked(job),
            };
        }
        // Whatever a parser trips over: the file is at fault, and who sent it needs one clear answer.
        catch (Exception exception) when (exception is not (DocumentReadException or OperationCanceledException or OutOfMemoryException))
        {
            throw DocumentReadException.Damaged("The file is damaged.", exception);
        }
    }

    private static DocumentText ReadPacked(ReadingJob job)
    {
        using ZipPackage package = ZipPackage.Open(job);
        return PackedFile.FormatOf(package) switch
        {
            FileFormat.Docx => new WordReader(package, job).Read(),
            FileFormat.Pptx => new SlideReader(package, job).Read(),
            FileFormat.Xlsx => new SheetReader(package, job).Read(),
            _ => new EpubReader(package, job).Read(),
        };
    }
}
