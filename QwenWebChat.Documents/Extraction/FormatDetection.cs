using System.Buffers;
using System.Collections.Frozen;
using System.Text;
using System.Text.RegularExpressions;
using QwenWebChat.Documents.Extraction.Packages;

namespace QwenWebChat.Documents.Extraction;

/// <summary>Detects the format of a file by its first bytes; the extension only decides between kinds of text.</summary>
internal static partial class FormatDetection
{
    private const int HeadBytes = 1_024;

    private static readonly FrozenDictionary<string, FileFormat> TextExtensions = new Dictionary<string, FileFormat>
    {
        ["md"] = FileFormat.Markdown,
        ["markdown"] = FileFormat.Markdown,
        ["mdx"] = FileFormat.Markdown,
        ["htm"] = FileFormat.Html,
        ["html"] = FileFormat.Html,
        ["xhtml"] = FileFormat.Html,
        ["csv"] = FileFormat.Csv,
        ["tsv"] = FileFormat.Csv,
        ["tab"] = FileFormat.Csv,
        ["json"] = FileFormat.Json,
        ["jsonl"] = FileFormat.Json,
        ["ndjson"] = FileFormat.Json,
        ["geojson"] = FileFormat.Json,
        ["ipynb"] = FileFormat.Json,
        ["eml"] = FileFormat.Mail,
        ["mht"] = FileFormat.Mhtml,
        ["mhtml"] = FileFormat.Mhtml,
    }.ToFrozenDictionary();

    private static readonly FrozenSet<string> ProseExtensions = FrozenSet.Create(StringComparer.Ordinal, "", "txt", "text", "log", "rst", "adoc", "asciidoc", "org", "tex", "srt", "vtt", "nfo", "me");

    private static readonly FrozenSet<string> PackedExtensions = FrozenSet.Create(StringComparer.Ordinal, "pdf", "docx", "docm", "dotx", "pptx", "pptm", "ppsx", "xlsx", "xlsm", "xltx", "epub", "odt", "ott", "ods", "ots", "odp", "otp");

    // A byte order mark counts as a blank.
    private static readonly SearchValues<byte> Blanks = SearchValues.Create(0, (byte)' ', (byte)'\t', (byte)'\r', (byte)'\n', 0xEF, 0xBB, 0xBF);

    private static readonly byte[] Spaces = [(byte)' ', (byte)'\t', (byte)'\r', (byte)'\n'];

    // Formats whose bytes are text, but which nobody wants to read as text.
    private static readonly (byte[] Magic, string Name)[] Refused =
    [
        ("%!PS"u8.ToArray(), "PostScript"),
        ("Rar!"u8.ToArray(), "RAR"),
        ([0x37, 0x7A, 0xBC, 0xAF], "7z"),
        ([0x1F, 0x8B], "gzip"),
        ([0x89, 0x50, 0x4E, 0x47], "a PNG picture"),
        ([0xFF, 0xD8, 0xFF], "a JPEG picture"),
        ("GIF8"u8.ToArray(), "a GIF picture"),
    ];

    /// <summary>Returns the format; null for a packed file, whose format depends on its content. Every single-file OpenDocument counts as a text document here, and every compound file as a Word document.</summary>
    /// <exception cref="DocumentReadException">The format is not supported.</exception>
    public static FileFormat? Detect(ReadingJob job)
    {
        byte[] bytes = new byte[HeadBytes];
        int length = job.Content.ReadAtLeast(bytes, HeadBytes, throwOnEndOfStream: false);
        job.Content.Position = 0;
        ReadOnlySpan<byte> head = bytes.AsSpan(0, length);
        int pdf = head.IndexOf("%PDF-"u8);
        if (pdf == 0 || (pdf > 0 && (job.Extension == "pdf" || IsBlank(head[..pdf]))))
        {
            return FileFormat.Pdf;
        }

        if (head.TrimStart(Spaces).StartsWith(@"{\rtf"u8))
        {
            return FileFormat.Rtf;
        }

        if (head.StartsWith("PK\x03\x04"u8))
        {
            return null;
        }

        if (head.StartsWith(CompoundFile.Magic))
        {
            return FileFormat.Doc;
        }

        foreach ((byte[] magic, string name) in Refused)
        {
            if (head.StartsWith(magic))
            {
                throw new DocumentReadException(DocumentReadError.Unsupported, $"The file is {name}, which is not read here.");
            }
        }

        string start = Encoding.Latin1.GetString(head);
        return PageStart().IsMatch(start) ? FileFormat.Html
            : MailStart().IsMatch(start) ? OfMime(job.Extension, start)
            : OpenDocumentStart().IsMatch(start) ? FileFormat.Odt
            : PackedExtensions.Contains(job.Extension) ? throw DocumentReadException.Damaged($"The file's name says {job.Extension}, its content does not.")
            : OfText(job.Extension);
    }

    private static FileFormat OfText(string extension) =>
        TextExtensions.TryGetValue(extension, out FileFormat format) ? format
        : ProseExtensions.Contains(extension) ? FileFormat.Text
        : FileFormat.Code;

    // Browsers and Word save pages as MIME messages without a recipient.
    private static FileFormat OfMime(string extension, string start) =>
        extension is "mht" or "mhtml" || (extension != "eml" && SavedPage().IsMatch(start)) ? FileFormat.Mhtml : FileFormat.Mail;

    private static bool IsBlank(ReadOnlySpan<byte> bytes) => !bytes.ContainsAnyExcept(Blanks);

    [GeneratedRegex(@"\A\W{0,8}<(!doctype\s+html|html[\s>])", RegexOptions.IgnoreCase)]
    private static partial Regex PageStart();

    // Header lines, at least one of which occurs in messages only. A memo that begins with From and To is no message.
    [GeneratedRegex(@"\A(From .{0,200}\r?\n)?([A-Za-z][A-Za-z0-9-]{1,60}:[^\n]*\n([ \t][^\n]*\n)*)*?(Received|Return-Path|Delivered-To|Message-ID|MIME-Version):[ \t]", RegexOptions.IgnoreCase)]
    private static partial Regex MailStart();

    [GeneratedRegex(@"^(Snapshot-Content-Location:|From: *<?Saved by )|\A(?![\s\S]*^(To|From):)[\s\S]*^Content-Type: *multipart/related", RegexOptions.IgnoreCase | RegexOptions.Multiline)]
    private static partial Regex SavedPage();

    [GeneratedRegex(@"\A(\xEF\xBB\xBF)?\s*<\?xml[^>]{0,200}\?>\s*<office:document\s")]
    private static partial Regex OpenDocumentStart();
}
