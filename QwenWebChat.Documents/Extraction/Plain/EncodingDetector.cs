using System.Text;
using System.Text.Unicode;

namespace QwenWebChat.Documents.Extraction.Plain;

/// <summary>
/// Detects the encoding of a text file: the one that the user chose, else that of the byte order mark, else UTF-8 if all
/// bytes are valid, else UTF-16 and UTF-32 by the positions of zero bytes, else the declared one, else the legacy encoding
/// in which the bytes make the most plausible text.
/// </summary>
internal static class EncodingDetector
{
    private const int SampleBytes = 64 << 10;

    // A UTF-8 file may have a few broken bytes, if this many sequences are valid for each broken one.
    private const int WholeForEachBroken = 20;

    // The minimum share of a UTF-16 text's characters that belong to scripts in wide use.
    private const double MinUsual = 0.85;

    // A zero byte in a thousand may be an accident, as in a log.
    private const int ZeroShare = 1_000;

    private const double MaxOddDeclared = 0.3;

    private static readonly Encoding[] Marked =
    [
        new UTF8Encoding(true), new UTF32Encoding(false, true), new UTF32Encoding(true, true), new UnicodeEncoding(false, true), new UnicodeEncoding(true, true),
    ];

    /// <summary>Detects the encoding; null if the bytes are not text.</summary>
    /// <param name="isPage">True for a web page, which may declare its encoding; any XML may.</param>
    /// <param name="declaredName">The encoding declared by the container of the text, such as a mail's header; null for none.</param>
    /// <exception cref="DocumentReadException">The chosen encoding is unknown.</exception>
    public static EncodingGuess? Detect(ReadOnlySpan<byte> bytes, ReadingOptions options, bool isPage = false, string? declaredName = null)
    {
        if (options.Encoding is { } name)
        {
            Encoding chosen = TextEncodings.Find(name) ?? throw new DocumentReadException(DocumentReadError.Failed, $"The encoding {name} is not known.");
            return new EncodingGuess(chosen, bytes.StartsWith(chosen.Preamble) ? chosen.Preamble.Length : 0, IsCertain: true);
        }

        EncodingGuess? guess = Detect(bytes);
        Encoding? named = declaredName is null ? null : TextEncodings.Find(declaredName);
        return guess is { IsCertain: false } && (named ?? DeclaredEncoding.Find(bytes, isPage)) is { } declared && IsCredible(declared, guess.Encoding, bytes)
            ? new EncodingGuess(declared, 0, IsCertain: true)
            : guess;
    }

    private static EncodingGuess? Detect(ReadOnlySpan<byte> bytes)
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
            return Wide(head);
        }

        return EscapedEncodings.Find(head) is { } escaped ? new EncodingGuess(escaped, 0, IsCertain: false)
            : HasManyControls(head) ? null
            : Utf8.IsValid(bytes) ? new EncodingGuess(Encoding.UTF8, 0, IsCertain: true)
            : Guess(bytes);
    }

    private static EncodingGuess Guess(ReadOnlySpan<byte> bytes)
    {
        ReadOnlySpan<byte> sample = Sample(bytes);
        return IsMostlyUtf8(sample) ? new EncodingGuess(Encoding.UTF8, 0, IsCertain: false) : new EncodingGuess(LegacyEncodings.Choose(sample), 0, IsCertain: false);
    }

    // A declaration is wrong if it does not make text of the bytes but the guess does.
    private static bool IsCredible(Encoding declared, Encoding guessed, ReadOnlySpan<byte> bytes)
    {
        ReadOnlySpan<byte> sample = Sample(bytes);
        return TextPlausibility.OddShare(declared.GetString(sample)) <= Math.Max(MaxOddDeclared, TextPlausibility.OddShare(guessed.GetString(sample)));
    }

    // The first bytes beyond ASCII may come late.
    private static ReadOnlySpan<byte> Sample(ReadOnlySpan<byte> bytes)
    {
        int first = Math.Max(0, bytes.IndexOfAnyExceptInRange((byte)0, (byte)0x7F));
        int lineStart = bytes[..first].LastIndexOf((byte)'\n') + 1;
        int start = Math.Max(lineStart, first - 256);
        return bytes[start..Math.Min(bytes.Length, start + SampleBytes)];
    }

    // Latin letters have a zero in every second byte, or in three of four; Chinese in UTF-16 still has line ends and digits.
    // In the wrong byte order, or in a program file, the same bytes are characters of many scripts.
    private static EncodingGuess? Wide(ReadOnlySpan<byte> head)
    {
        Encoding? best = null;
        double bestShare = MinUsual;
        foreach (Encoding encoding in Marked[1..])
        {
            double share = ShareOfUsual(encoding.GetString(head[..(head.Length & ~3)]));
            (best, bestShare) = share > bestShare ? (encoding, share) : (best, bestShare);
        }

        return best is null ? null : new EncodingGuess(best, 0, IsCertain: false);
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

    // Escape and backspace occur in terminal output, form feeds in printed reports, ^Z at the end of DOS files.
    private static bool HasManyControls(ReadOnlySpan<byte> head)
    {
        int count = 0;
        foreach (byte value in head)
        {
            count += value is < 0x20 and not ((>= 8 and <= 13) or 0x1A or 0x1B) ? 1 : 0;
        }

        return count * 30 > head.Length;
    }

    /// <summary>Returns true if valid UTF-8 sequences far outnumber broken ones, and for bytes that are all ASCII.</summary>
    internal static bool IsMostlyUtf8(ReadOnlySpan<byte> sample)
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
