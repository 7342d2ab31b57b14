using System.Text.Unicode;
using MimeKit;
using MimeKit.Cryptography;
using MimeKit.Text;
using QwenWebChat.Documents.Extraction.Html;
using QwenWebChat.Documents.Extraction.Plain;

namespace QwenWebChat.Documents.Extraction.Mail;

/// <summary>Adds a message to the text part by part; embedded messages are read at their position.</summary>
internal sealed class MailBody(TextAssembly assembly, ReadingJob job)
{
    // A plain alternative that is much shorter than the HTML only says that there is HTML.
    private const int MinPlainShare = 2;

    private static readonly HeaderId[] Shown = [HeaderId.From, HeaderId.To, HeaderId.Cc, HeaderId.Date, HeaderId.Subject];

    public List<string> AttachedNames { get; } = [];

    public void Add(MimeMessage message)
    {
        job.CancellationToken.ThrowIfCancellationRequested();
        IEnumerable<string> lines = Shown
            .Select(id => (Name: id.ToHeaderName(), Value: Header(message, id)))
            .Where(header => !string.IsNullOrEmpty(header.Value))
            .Select(header => $"{header.Name}: {header.Value}");
        assembly.Add(DocumentPartKind.Paragraph, TextCleaning.Clean(string.Join('\n', lines)));
        Add(message.Body);
    }

    /// <summary>Returns a header's text. A header without a declared encoding most likely has that of the body.</summary>
    public static string? Header(MimeMessage message, HeaderId id)
    {
        int index = message.Headers.IndexOf(id);
        if (index < 0)
        {
            return null;
        }

        Header header = message.Headers[index];
        string? charset = message.BodyParts.OfType<TextPart>().FirstOrDefault()?.ContentType.Charset;
        bool isUndeclared = !Utf8.IsValid(header.RawValue) && charset is not null;
        return (isUndeclared && TextEncodings.Find(charset!) is { } encoding ? header.GetValue(encoding) : header.Value).Trim();
    }

    private void Add(MimeEntity? entity)
    {
        switch (entity)
        {
            case MessagePart { Message: { } message }:
                Add(message);
                break;
            case MultipartAlternative alternative:
                AddBest(alternative);
                break;
            case MultipartRelated related:
                AddRelated(related);
                break;
            case MultipartEncrypted:
            case MimePart { ContentType: { MediaSubtype: "pkcs7-mime" or "x-pkcs7-mime" } type } when type.Parameters["smime-type"] is null or "enveloped-data":
                throw new DocumentReadException(DocumentReadError.Encrypted, "The message is encrypted.");
            case Multipart multipart:
                foreach (MimeEntity part in multipart)
                {
                    Add(part);
                }

                break;
            case TextPart text when IsShown(text):
                AddText(text);
                break;
            case MimePart { ContentType: { MediaType: "message", MediaSubtype: "delivery-status" or "disposition-notification" } } report:
                AddPlain(MimeFile.Text(report, job, assembly));
                break;
            case MimePart part when !IsSignature(part):
                AttachedNames.Add(part.FileName ?? part.ContentType.MimeType);
                break;
        }
    }

    // Of several alternatives of a text, the last is the richest.
    private void AddBest(MultipartAlternative alternative)
    {
        TextPart? plain = alternative.OfType<TextPart>().FirstOrDefault(part => part.IsPlain);
        MimeEntity? rich = alternative.LastOrDefault(part => part is Multipart or TextPart { IsHtml: true });
        if (plain is null && rich is null)
        {
            Add(alternative.LastOrDefault());
            return;
        }

        bool isPlain = rich is null || (plain is not null && IsWhole(plain, rich));
        Add(isPlain ? plain : rich);
        foreach (MimeEntity other in alternative.Where(part => part is not (TextPart or Multipart)))
        {
            Add(other);
        }

        // Attachments of the HTML alternative are read even if its text is not.
        if (isPlain && rich is Multipart multipart)
        {
            AddAttached(multipart);
        }
    }

    private bool IsWhole(TextPart plain, MimeEntity rich)
    {
        TextPart? page = rich as TextPart ?? (rich as Multipart)?.OfType<TextPart>().FirstOrDefault(part => part.IsHtml);
        if (page is null)
        {
            return rich is Multipart;
        }

        TextAssembly trial = new(job.Options);
        HtmlFileReader.Add(trial, MimeFile.Text(page, job, trial), job);
        return MimeFile.Text(plain, job, trial).Trim().Length >= trial.Length / MinPlainShare;
    }

    private void AddAttached(Multipart multipart)
    {
        foreach (MimePart part in multipart.OfType<MimePart>().Where(part => part is not TextPart && part.ContentType.MediaType != "image"))
        {
            Add(part);
        }
    }

    // The pictures of a page are counted where the page shows them.
    private void AddRelated(MultipartRelated related)
    {
        MimeEntity? root = related.Root;
        Add(root);
        foreach (MimeEntity part in related.Where(part => part != root && !(part is MimePart { ContentType.MediaType: "image" } && root is not null)))
        {
            Add(part);
        }
    }

    private void AddText(TextPart part)
    {
        string raw = MimeFile.Text(part, job, assembly);
        if (part.IsHtml)
        {
            HtmlFileReader.Add(assembly, raw, job);
            return;
        }

        AddPlain(part.IsFlowed ? new FlowedToText { DeleteSpace = IsSpaceDeleted(part) }.Convert(raw) : raw);
    }

    private void AddPlain(string raw)
    {
        string text = TextCleaning.Clean(raw);
        foreach (DocumentPart paragraph in PlainParts.Scan(text, DocumentPartKind.Paragraph))
        {
            assembly.Add(paragraph.Kind, text.AsSpan(paragraph.Start, paragraph.Length));
        }
    }

    private static bool IsSpaceDeleted(TextPart part) => string.Equals(part.ContentType.Parameters["delsp"], "yes", StringComparison.OrdinalIgnoreCase);

    private static bool IsShown(TextPart part) => !part.IsAttachment && (part.IsPlain || part.IsHtml || part.FileName is null);

    private static bool IsSignature(MimePart part) => part.ContentType.MediaSubtype is "pgp-signature" or "pkcs7-signature" or "x-pkcs7-signature";
}
