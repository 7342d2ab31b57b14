using MimeKit;
using QwenWebChat.Documents.Extraction.Plain;

namespace QwenWebChat.Documents.Extraction.Mail;

/// <summary>Reads an e-mail: sender, recipients, date, subject, body, and the names of the attachments.</summary>
internal static class MailReader
{
    public static DocumentText Read(ReadingJob job)
    {
        MimeMessage message = MimeFile.Parse(job);
        if (message.Headers.Count == 0)
        {
            job.Content.Position = 0;
            return TextFileReader.Read(job, FileFormat.Text);
        }

        TextAssembly assembly = new(job.Options);
        MailBody body = new(assembly, job);
        body.Add(message);
        if (body.AttachedNames.Count > 0)
        {
            string names = TextCleaning.Clean(string.Join(", ", body.AttachedNames));
            assembly.Add(DocumentPartKind.Paragraph, $"Attachments: {names}");
            assembly.ReportWhole(ReadingProblemKind.AttachedFilesLeftOut, names, body.AttachedNames.Count);
        }

        return assembly.Finish(FileFormat.Mail, MailBody.Header(message, HeaderId.Subject));
    }
}
