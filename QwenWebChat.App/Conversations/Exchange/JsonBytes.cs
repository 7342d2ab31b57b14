using System.Buffers.Text;
using System.Text;
using System.Text.Unicode;

namespace QwenWebChat.App.Conversations.Exchange;

/// <summary>
/// Converts the bytes of a JSON file to the form that the parser reads: UTF-8 without unpaired surrogates. Some exporters
/// split texts inside a surrogate pair. Each unpaired surrogate becomes U+FFFD, in strings and property names alike.
/// </summary>
internal static class JsonBytes
{
    // Both forms have six bytes, so the text is repaired in place.
    private static ReadOnlySpan<byte> EscapedReplacement => "\\uFFFD"u8;

    private static ReadOnlySpan<byte> Replacement => "\uFFFD"u8;

    /// <param name="file">The file in UTF-8, UTF-16 or UTF-32, with or without a byte order mark. The buffer is changed.</param>
    /// <returns>The text in UTF-8, and the number of surrogates replaced by U+FFFD.</returns>
    /// <exception cref="ImportException">The bytes are not text in a Unicode encoding.</exception>
    public static (ReadOnlyMemory<byte> Utf8, int ReplacedCount) Read(Memory<byte> file)
    {
        (Encoding? encoding, int markLength) = Detect(file.Span);
        Memory<byte> text = file[markLength..];
        int replaced = 0;
        if (encoding is not null)
        {
            string decoded = encoding.GetString(text.Span);
            replaced = decoded.Count(character => character == '\uFFFD');
            text = Encoding.UTF8.GetBytes(decoded);
        }

        replaced += MendSurrogates(text.Span);
        if (!Utf8.IsValid(text.Span))
        {
            throw NotUnicode(text.Span);
        }

        return (text, replaced);
    }

    // The first character of a JSON text is ASCII, so the positions of its zero bytes identify the encoding. Null means
    // UTF-8.
    private static (Encoding? Encoding, int MarkLength) Detect(ReadOnlySpan<byte> file) => file switch
    {
        [0xFF, 0xFE, 0, 0, ..] => (new UTF32Encoding(bigEndian: false, byteOrderMark: false), 4),
        [0, 0, 0xFE, 0xFF, ..] => (new UTF32Encoding(bigEndian: true, byteOrderMark: false), 4),
        [0xFF, 0xFE, ..] => (Encoding.Unicode, 2),
        [0xFE, 0xFF, ..] => (Encoding.BigEndianUnicode, 2),
        [0xEF, 0xBB, 0xBF, ..] => (null, 3),
        [not 0, 0, 0, 0, ..] => (new UTF32Encoding(bigEndian: false, byteOrderMark: false), 0),
        [0, 0, 0, not 0, ..] => (new UTF32Encoding(bigEndian: true, byteOrderMark: false), 0),
        [not 0, 0, ..] => (Encoding.Unicode, 0),
        [0, not 0, ..] => (Encoding.BigEndianUnicode, 0),
        _ => (null, 0),
    };

    // Backslashes occur only inside JSON strings. 0xED begins the three bytes of a surrogate that was encoded directly.
    private static int MendSurrogates(Span<byte> text)
    {
        int count = 0;
        int at = 0;
        while (text[at..].IndexOfAny((byte)'\\', (byte)0xED) is >= 0 and int skipped)
        {
            at += skipped;
            (int length, bool isLone) = text[at] == '\\' ? Escape(text[at..]) : Raw(text[at..]);
            if (isLone)
            {
                (length == Replacement.Length ? Replacement : EscapedReplacement).CopyTo(text[at..]);
                count++;
            }

            at += Math.Min(length, text.Length - at);
        }

        return count;
    }

    private static (int Length, bool IsLone) Escape(ReadOnlySpan<byte> text) => Unit(text) switch
    {
        null => (2, false),
        >= 0xD800 and < 0xDC00 when Unit(text[6..]) is >= 0xDC00 and < 0xE000 => (12, false),
        >= 0xD800 and < 0xE000 => (6, true),
        _ => (6, false),
    };

    private static (int Length, bool IsLone) Raw(ReadOnlySpan<byte> text) =>
        text is [_, >= 0xA0 and < 0xC0, >= 0x80 and < 0xC0, ..] ? (3, true) : (1, false);

    // Returns the code unit of an escape; null if there is none.
    private static int? Unit(ReadOnlySpan<byte> text) =>
        text.StartsWith("\\u"u8) && text.Length >= 6 && Utf8Parser.TryParse(text.Slice(2, 4), out ushort unit, out int read, 'x') && read == 4 ? unit : null;

    private static ImportException NotUnicode(ReadOnlySpan<byte> text)
    {
        int at = 0;
        while (Rune.DecodeFromUtf8(text[at..], out _, out int length) == System.Buffers.OperationStatus.Done)
        {
            at += length;
        }

        ReadOnlySpan<byte> before = text[..at];
        return new ImportException(
            $"Line {before.Count((byte)'\n') + 1}, byte {at - before.LastIndexOf((byte)'\n')}", $"0x{text[at]:X2}, which is not UTF-8", "a file in UTF-8, UTF-16 or UTF-32");
    }
}
