using System.Text;

namespace QwenWebChat.Documents.Extraction.Plain;

/// <summary>Detects seven-bit encodings, which switch character sets with escape sequences (ISO 2022 and RFC 1843).</summary>
internal static class EscapedEncodings
{
    private const byte Escape = 0x1B;

    /// <summary>Returns the encoding; null if the bytes contain none of the sequences, or a byte that is not valid in them.</summary>
    public static Encoding? Find(ReadOnlySpan<byte> head)
    {
        if (head.ContainsAnyInRange((byte)0x80, (byte)0xFF))
        {
            return null;
        }

        int codePage =
            Contains(head, "$B") || Contains(head, "$@") || Contains(head, "(J") || Contains(head, "(I") ? 50220
            : Contains(head, "$)C") ? 50225
            : Contains(head, "$)A") ? 50227
            : IsHz(head) ? 52936
            : 0;
        return codePage == 0 ? null : CodePagesEncodingProvider.Instance.GetEncoding(codePage);
    }

    private static bool Contains(ReadOnlySpan<byte> head, string sequence) => head.IndexOf([Escape, .. Encoding.ASCII.GetBytes(sequence)]) >= 0;

    // Pairs of printable characters are between "~{" and "~}".
    private static bool IsHz(ReadOnlySpan<byte> head)
    {
        int start = head.IndexOf("~{"u8);
        if (start < 0)
        {
            return false;
        }

        ReadOnlySpan<byte> pairs = head[(start + 2)..];
        int end = pairs.IndexOf("~}"u8);
        return end > 0 && end % 2 == 0 && !pairs[..end].ContainsAnyExceptInRange((byte)0x21, (byte)0x7E);
    }
}
