using System.Text;
using System.Text.Unicode;

namespace QwenWebChat.App.Documents.Extraction.Plain;

/// <summary>
/// Finds out how a text file is encoded: the byte order mark, else UTF-8 if all of it is, else UTF-16 by where its zero
/// bytes are, else the old encoding whose common characters the bytes make up best.
/// </summary>
internal static class EncodingDetector
{
    private const int SampleBytes = 256 << 10;

    // A UTF-8 file with a few broken bytes is still one, if this many sequences are whole for each that is not.
    private const int WholeForEachBroken = 20;

    // The share of a UTF-16 text's characters that are of a script in wide use.
    private const double LeastUsual = 0.85;

    // A zero byte in a thousand may be an accident of a log.
    private const int ZeroShare = 1_000;

    private static readonly Encoding[] Marked =
    [
        new UTF8Encoding(true), new UTF32Encoding(false, true), new UTF32Encoding(true, true), new UnicodeEncoding(false, true), new UnicodeEncoding(true, true),
    ];

    /// <summary>Null if the bytes are no text.</summary>
    public static EncodingGuess? Detect(ReadOnlySpan<byte> bytes)
    {
        foreach (Encoding marked in Marked)
        {
            if (bytes.StartsWith(marked.Preamble))
            {
                return new EncodingGuess(marked, marked.Preamble.Length, IsCertain: true);
            }
        }

        ReadOnlySpan<byte> head = bytes[..Math.Min(bytes.Length, SampleBytes)];
        if (head.Count((byte)0) * ZeroShare > head.Length)
        {
            return Utf16(head);
        }

        return HasManyControls(head) ? null
            : Utf8.IsValid(bytes) ? new EncodingGuess(Encoding.UTF8, 0, IsCertain: true)
            : Guess(bytes);
    }

    private static EncodingGuess Guess(ReadOnlySpan<byte> bytes)
    {
        // The first bytes beyond ASCII may come late.
        int first = bytes.IndexOfAnyExceptInRange((byte)0, (byte)0x7F);
        int lineStart = bytes[..first].LastIndexOf((byte)'\n') + 1;
        int start = Math.Max(lineStart, first - 256);
        ReadOnlySpan<byte> sample = bytes[start..Math.Min(bytes.Length, start + SampleBytes)];
        return IsMostlyUtf8(sample) ? new EncodingGuess(Encoding.UTF8, 0, IsCertain: false) : new EncodingGuess(LegacyEncodings.Choose(sample), 0, IsCertain: false);
    }

    // Latin letters have a zero in every second byte; Chinese in UTF-16 still has line ends and digits. Read the wrong way
    // round, or out of a program, the same bytes make characters of all scripts.
    private static EncodingGuess? Utf16(ReadOnlySpan<byte> head)
    {
        ReadOnlySpan<byte> whole = head[..(head.Length & ~1)];
        (Encoding Encoding, double Share) best = Marked.OfType<UnicodeEncoding>().Select(encoding => (encoding, 0.0)).First();
        foreach (UnicodeEncoding encoding in Marked.OfType<UnicodeEncoding>())
        {
            double share = ShareOfUsual(encoding.GetString(whole));
            best = share > best.Share ? (encoding, share) : best;
        }

        return best.Share >= LeastUsual ? new EncodingGuess(best.Encoding, 0, IsCertain: false) : null;
    }

    private static double ShareOfUsual(string text) => text.Length == 0 ? 0 : (double)text.Count(IsUsual) / text.Length;

    private static bool IsUsual(char character) => character switch
    {
        '\t' or '\n' or '\r' or '\f' => true,
        < ' ' or (>= '\u007F' and < '\u00A0') => false,
        < '\u0E80' => true,
        >= '\u2010' and <= '\u203B' => true,
        >= '\u3000' and <= '\u30FF' => true,
        >= '\u4E00' and <= '\u9FFF' => true,
        >= '\uAC00' and <= '\uD7AF' => true,
        _ => character is >= '\uFF00' and <= '\uFFEF',
    };

    // Escape and backspace occur in the output of terminals, form feeds in printed reports, ^Z at the end of DOS files.
    private static bool HasManyControls(ReadOnlySpan<byte> head)
    {
        int count = 0;
        foreach (byte value in head)
        {
            count += value is < 0x20 and not ((>= 8 and <= 13) or 0x1A or 0x1B) ? 1 : 0;
        }

        return count * 30 > head.Length;
    }

    private static bool IsMostlyUtf8(ReadOnlySpan<byte> sample)
    {
        int whole = 0;
        int broken = 0;
        while (!sample.IsEmpty)
        {
            int ascii = sample.IndexOfAnyExceptInRange((byte)0, (byte)0x7F);
            if (ascii < 0)
            {
                break;
            }

            sample = sample[ascii..];
            bool isWhole = Rune.DecodeFromUtf8(sample, out _, out int taken) == System.Buffers.OperationStatus.Done;
            whole += isWhole ? 1 : 0;
            broken += isWhole ? 0 : 1;
            sample = sample[taken..];
        }

        return whole >= broken * WholeForEachBroken;
    }
}
