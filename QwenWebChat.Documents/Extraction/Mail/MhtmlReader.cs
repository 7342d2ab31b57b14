using MimeKit;
using QwenWebChat.Documents.Extraction.Html;

namespace QwenWebChat.Documents.Extraction.Mail;

/// <summary>Reads a web page saved with its pictures as one MIME file: its root, or its frames if the root only contains frames.</summary>
internal static class MhtmlReader
{
    public static DocumentText Read(ReadingJob job)
    {
        MimeMessage message = MimeFile.Parse(job);
        TextPart root = (message.Body as MultipartRelated)?.Root as TextPart ?? Pages(message).FirstOrDefault()
            ?? throw DocumentReadException.Damaged("The file holds no page.");
        TextAssembly assembly = new(job.Options);
        string? title = HtmlFileReader.Add(assembly, MimeFile.Text(root, job, assembly), job);
        if (assembly.PartCount == 0)
        {
            foreach (TextPart frame in Pages(message).Where(page => page != root))
            {
                HtmlFileReader.Add(assembly, MimeFile.Text(frame, job, assembly), job);
            }
        }

        return assembly.Finish(FileFormat.Mhtml, title ?? message.Subject);
    }

    private static IEnumerable<TextPart> Pages(MimeMessage message) => message.BodyParts.OfType<TextPart>().Where(part => part.IsHtml);
}
