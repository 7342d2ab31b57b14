using System.Text;

namespace QwenWebChat.App.Documents.Extraction.Plain;

/// <summary>
/// Chooses between the encodings from before Unicode that files of this app's users still have. Each reads the sample its
/// own way; what counts is how many of its characters are common ones there. The wrong reading of Chinese or Japanese
/// yields rare characters, and the wrong reading of Latin text yields characters that never stand between letters.
/// </summary>
internal static class LegacyEncodings
{
    // What a pair of bytes is worth in an encoding.
    private const double Common = 1;
    private const double Rare = 0.1;
    private const double Invalid = -3;

    private static readonly Encoding Gb18030 = CodePagesEncodingProvider.Instance.GetEncoding(54936)!;
    private static readonly Encoding Big5 = CodePagesEncodingProvider.Instance.GetEncoding(950)!;
    private static readonly Encoding ShiftJis = CodePagesEncodingProvider.Instance.GetEncoding(932)!;
    private static readonly Encoding Windows1252 = CodePagesEncodingProvider.Instance.GetEncoding(1252)!;

    private delegate double Worth(byte lead, byte trail, out int length);

    /// <summary>The likeliest for a sample that has bytes beyond ASCII and is no UTF-8.</summary>
    public static Encoding Choose(ReadOnlySpan<byte> sample)
    {
        (Encoding Encoding, double Score)[] scores =
        [
            (Windows1252, ScoreOfLatin(sample)),
            (Gb18030, ScoreOfPairs(sample, WorthInGb18030)),
            (Big5, ScoreOfPairs(sample, WorthInBig5)),
            (ShiftJis, ScoreOfPairs(sample, WorthInShiftJis)),
        ];
        return scores.MaxBy(score => score.Score).Encoding;
    }

    // The mean worth of the characters beyond ASCII.
    private static double ScoreOfPairs(ReadOnlySpan<byte> sample, Worth worth)
    {
        double sum = 0;
        int count = 0;
        for (int index = 0; index < sample.Length; index++)
        {
            if (sample[index] < 0x80)
            {
                continue;
            }

            // A sample may end within a character.
            if (index + 1 == sample.Length && count > 0)
            {
                break;
            }

            sum += worth(sample[index], index + 1 < sample.Length ? sample[index + 1] : (byte)0, out int length);
            index += length - 1;
            count++;
        }

        return sum / count;
    }

    // Rows 16 to 55 hold the 3,755 characters of daily use by their sound, rows 1 to 3 punctuation and full-width letters.
    private static double WorthInGb18030(byte lead, byte trail, out int length)
    {
        length = 2;
        if (trail is >= 0x30 and <= 0x39 && lead is >= 0x81 and <= 0xFE)
        {
            length = 4;
            return Rare;
        }

        if (lead is < 0x81 or > 0xFE || trail is < 0x40 or 0x7F or > 0xFE)
        {
            length = 1;
            return Invalid;
        }

        return trail >= 0xA1 && lead is (>= 0xB0 and <= 0xD7) or (>= 0xA1 and <= 0xA3) && trail >= 0xA1 ? Common : Rare;
    }

    // A4 to C6 hold the 5,401 common characters by their strokes, A1 to A3 punctuation and full-width letters.
    private static double WorthInBig5(byte lead, byte trail, out int length)
    {
        length = 2;
        if (lead is < 0x81 or > 0xFE || trail is not ((>= 0x40 and <= 0x7E) or (>= 0xA1 and <= 0xFE)))
        {
            length = 1;
            return Invalid;
        }

        return lead switch
        {
            >= 0xA4 and <= 0xC5 => Common,
            0xC6 when trail <= 0x7E => Common,
            >= 0xA1 and <= 0xA3 => Common,
            >= 0xC9 and <= 0xF9 => Rare,
            _ => Invalid,
        };
    }

    // Kana are about half of Japanese; 88 to 97 hold the characters of daily use. Half-width kana are bytes of their own.
    private static double WorthInShiftJis(byte lead, byte trail, out int length)
    {
        length = 1;
        if (lead is >= 0xA1 and <= 0xDF)
        {
            return Rare;
        }

        if (lead is not ((>= 0x81 and <= 0x9F) or (>= 0xE0 and <= 0xFC)) || trail is < 0x40 or 0x7F or > 0xFC)
        {
            return Invalid;
        }

        length = 2;
        return lead switch
        {
            0x82 => trail is >= 0x4F and <= 0xF1 ? Common : Invalid,
            0x83 => trail <= 0xD6 ? Common : Invalid,
            0x81 => trail <= 0xAC ? Common : Rare,
            >= 0x88 and <= 0x97 => Common,
            _ => Rare,
        };
    }

    // A letter with an accent stands beside another letter, and seldom beside a second one; quotes and dashes stand at the edges of words.
    private static double ScoreOfLatin(ReadOnlySpan<byte> sample)
    {
        double sum = 0;
        int count = 0;
        for (int index = 0; index < sample.Length; index++)
        {
            byte value = sample[index];
            if (value < 0x80)
            {
                continue;
            }

            byte before = index > 0 ? sample[index - 1] : (byte)' ';
            byte after = index + 1 < sample.Length ? sample[index + 1] : (byte)' ';
            sum += WorthInLatin(value, before, after);
            count++;
        }

        return sum / count;
    }

    private static double WorthInLatin(byte value, byte before, byte after)
    {
        bool isLetter = value >= 0xC0 && value is not (0xD7 or 0xF7);
        if (value is 0x81 or 0x8D or 0x8F or 0x90 or 0x9D)
        {
            return Invalid;
        }

        bool isAlone = before < 0x80 && after < 0x80;
        if (isLetter)
        {
            return IsAsciiLetter(before) || IsAsciiLetter(after) ? (isAlone ? Common : Common / 2) : isAlone ? Common / 2 : 0;
        }

        return value is 0x85 or (>= 0x91 and <= 0x97) or 0x80 or 0xA0 or 0xA3 or 0xA7 or 0xA9 or 0xAB or 0xAE or 0xB0 or 0xB1 or 0xB2 or 0xB3 or 0xB5 or 0xB7 or 0xBB or 0xBD or 0xBF
            ? (isAlone ? Common : Common / 2)
            : Rare;
    }

    private static bool IsAsciiLetter(byte value) => (value | 0x20) is >= (byte)'a' and <= (byte)'z';
}
