using QwenWebChat.Documents.Extraction.Conversion;
using QwenWebChat.Documents.Extraction.Epub;
using QwenWebChat.Documents.Extraction.Html;
using QwenWebChat.Documents.Extraction.Mail;
using QwenWebChat.Documents.Extraction.Ocr;
using QwenWebChat.Documents.Extraction.OpenDocument;
using QwenWebChat.Documents.Extraction.Packages;
using QwenWebChat.Documents.Extraction.Pdf;
using QwenWebChat.Documents.Extraction.Plain;
using QwenWebChat.Documents.Extraction.Rtf;
using QwenWebChat.Documents.Extraction.Sheets;
using QwenWebChat.Documents.Extraction.Slides;
using QwenWebChat.Documents.Extraction.Word;

namespace QwenWebChat.Documents.Extraction;

/// <summary>
/// Converts a file to text with positions. Nothing in the file is executed, and nothing that it refers to is fetched. The app
/// calls it in a child process (<c>ReaderPool</c>), because a file may overflow the stack of the process that reads it.
/// </summary>
public static class DocumentReader
{
    /// <summary>Reads a file on the caller's thread; stops between two pages once it is cancelled.</summary>
    /// <param name="content">The file, seekable and at its start; it stays open.</param>
    /// <param name="fileName">The file's name: the extension decides between kinds of text.</param>
    /// <exception cref="DocumentReadException">The file cannot be read; the code is the reason.</exception>
    public static DocumentText Read(
        Stream content, string fileName, ReadingOptions? options = null, IProgress<ReadingProgress>? progress = null, CancellationToken cancellationToken = default) =>
        Read(new ReadingJob(content, fileName, options ?? ReadingOptions.Default, progress, cancellationToken));

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
                FileFormat.Mail => MailReader.Read(job),
                FileFormat.Mhtml => MhtmlReader.Read(job),
                FileFormat.Pdf => OcrPages.Complete(PdfReader.Read(job), job),
                FileFormat.Doc => CompoundReader.Read(job),
                FileFormat.Odt => OpenDocumentReader.ReadFlat(job),
                FileFormat.Rtf => RtfReader.Read(job),
                { } text => TextFileReader.Read(job, text),
                null => ReadPacked(job),
            };
        }
        // Whatever error a parser reports, the file is at fault, and the user needs one clear answer.
        catch (Exception exception) when (exception is not (DocumentReadException or OperationCanceledException or OutOfMemoryException))
        {
            throw DocumentReadException.Damaged("The file is damaged.", exception);
        }
    }

    /// <summary>Reads a packed file, whose format depends on its content.</summary>
    internal static DocumentText ReadPacked(ReadingJob job)
    {
        using ZipPackage package = ZipPackage.Open(job);
        return PackedFile.FormatOf(package) switch
        {
            FileFormat.Docx => new WordReader(package, job).Read(),
            FileFormat.Pptx => new SlideReader(package, job).Read(),
            FileFormat.Xlsx => new SheetReader(package, job).Read(),
            FileFormat.Odt => OpenDocumentReader.Read(package, job),
            _ => new EpubReader(package, job).Read(),
        };
    }
}
