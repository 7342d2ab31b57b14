using System.Text;

namespace QwenWebChat.Documents.Extraction.Plain;

/// <summary>
/// Chooses between the Chinese, Japanese and Korean encodings by the share of common characters among the decoded ones: a
/// wrong encoding yields rare characters. Eight characters are nearly always enough.
/// </summary>
internal static class EastAsianPairs
{
    // The score of a pair of bytes in an encoding.
    private const double Common = 1;
    private const double Rare = 0.1;
    private const double Invalid = -3;

    private static readonly (int CodePage, Worth Worth)[] Encodings =
        [(54936, WorthInGb18030), (950, WorthInBig5), (932, WorthInShiftJis), (51932, WorthInEucJp), (949, WorthInKorean)];

    private delegate double Worth(byte lead, byte trail, out int length);

    /// <summary>Returns the encoding; null if no encoding yields common characters from the sample, which has bytes beyond ASCII.</summary>
    public static Encoding? Choose(ReadOnlySpan<byte> sample, double minMean)
    {
        int best = 0;
        double bestMean = minMean;
        foreach ((int codePage, Worth worth) in Encodings)
        {
            double mean = Mean(sample, worth);
            (best, bestMean) = mean > bestMean ? (codePage, mean) : (best, bestMean);
        }

        return best == 0 ? null : CodePagesEncodingProvider.Instance.GetEncoding(best);
    }

    // The mean score of the characters beyond ASCII.
    private static double Mean(ReadOnlySpan<byte> sample, Worth worth)
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

    // Rows 16 to 55 contain the 3,755 common characters by pronunciation, rows 1 to 3 punctuation and full-width letters.
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

    // A4 to C6 contain the 5,401 common characters by strokes, A1 to A3 punctuation and full-width letters.
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

    // Kana are about half of Japanese; 88 to 97 contain the common kanji. Half-width kana are single bytes.
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

    // The same characters in rows: 4 and 5 are kana, 16 to 47 the common kanji, and 8E precedes half-width kana.
    private static double WorthInEucJp(byte lead, byte trail, out int length)
    {
        length = 2;
        if (lead is not (0x8E or 0x8F or (>= 0xA1 and <= 0xFE)) || trail < 0xA1)
        {
            length = 1;
            return Invalid;
        }

        length = lead == 0x8F ? 3 : 2;
        return lead switch
        {
            0xA4 => trail <= 0xF3 ? Common : Invalid,
            0xA5 => trail <= 0xF6 ? Common : Invalid,
            0xA1 or 0xA3 or (>= 0xB0 and <= 0xCF) => Common,
            _ => Rare,
        };
    }

    // B0 to C8 contain the 2,350 common syllables, A1 to A3 punctuation and full-width letters.
    private static double WorthInKorean(byte lead, byte trail, out int length)
    {
        length = 2;
        if (lead is < 0x81 or > 0xFE || trail is < 0x41 or > 0xFE)
        {
            length = 1;
            return Invalid;
        }

        return trail >= 0xA1 && lead is >= 0xB0 and <= 0xC8 ? Common
            : trail >= 0xA1 && lead is >= 0xA1 and <= 0xA3 ? Common
            : Rare;
    }
}
