using System.Text;
using MimeKit;
using QwenWebChat.Documents.Extraction.Plain;

namespace QwenWebChat.Documents.Extraction.Mail;

/// <summary>Reads a MIME file and its parts, without copying them.</summary>
internal static class MimeFile
{
    // Forwarded messages are nested; deeper ones count as attachments.
    private const int MaxDepth = 32;

    // MimeKit asks the runtime for the encodings that headers declare.
    static MimeFile() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    private static ReadOnlySpan<byte> MailboxLine => "From "u8;

    public static MimeMessage Parse(ReadingJob job)
    {
        ParserOptions options = ParserOptions.Default.Clone();
        options.MaxMimeDepth = MaxDepth;
        try
        {
            return Parse(job.Content, options, job);
        }
        catch (FormatException) when (WideText(job) is { } text)
        {
            return Parse(new MemoryStream(Encoding.UTF8.GetBytes(text)), options, job);
        }
    }

    private static MimeMessage Parse(Stream content, ParserOptions options, ReadingJob job)
    {
        // A file from a mailbox begins with the mailbox's separator line.
        Span<byte> start = stackalloc byte[MailboxLine.Length];
        content.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
        content.Position = 0;
        MimeFormat format = start.SequenceEqual(MailboxLine) ? MimeFormat.Mbox : MimeFormat.Entity;
        return new MimeParser(options, content, format, persistent: true).ParseMessage(job.CancellationToken);
    }

    // Some programs save messages in UTF-16, which no mail server sends.
    private static string? WideText(ReadingJob job)
    {
        job.Content.Position = 0;
        byte[] bytes = TextFileReader.ReadAll(job);
        return EncodingDetector.Detect(bytes, ReadingOptions.Default) is { Encoding: UnicodeEncoding or UTF32Encoding } guess ? TextFileReader.Decode(bytes, guess, job.Options) : null;
    }

    /// <summary>Decodes a part in the declared encoding, unless its bytes contradict that; a guess is reported.</summary>
    public static string Text(MimePart part, ReadingJob job, TextAssembly assembly)
    {
        byte[] bytes = Bytes(part, job);
        EncodingGuess? guess = EncodingDetector.Detect(bytes, job.Options, part is TextPart { IsHtml: true }, part.ContentType.Charset);
        if (guess is null)
        {
            assembly.ReportWhole(ReadingProblemKind.PartUnreadable, part.ContentType.MimeType);
            return "";
        }

        string text = TextFileReader.Decode(bytes, guess, job.Options);
        foreach (ReadingProblem problem in TextFileReader.Problems(guess, text))
        {
            assembly.Report(problem);
        }

        return text;
    }

    // No transfer encoding makes the content longer than the file.
    private static byte[] Bytes(MimePart part, ReadingJob job)
    {
        using MemoryStream decoded = new();
        part.Content?.DecodeTo(decoded, job.CancellationToken);
        return decoded.ToArray();
    }
}
