using System.Globalization;
using System.Text;

namespace QwenWebChat.Documents.Extraction.Word;

/// <summary>Writes a list number in letters, Roman or Chinese numerals.</summary>
internal static class CountFormat
{
    private const int MaxRoman = 3_999;

    private static readonly (int Value, string Letters)[] Roman =
    [
        (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
    ];

    /// <param name="format">A name of ECMA-376 (17.18.59); an unknown format is written in digits.</param>
    public static string Write(int count, string format) => format switch
    {
        "none" => "",
        "lowerLetter" => Letters(count).ToLowerInvariant(),
        "upperLetter" => Letters(count),
        "lowerRoman" => ToRoman(count).ToLowerInvariant(),
        "upperRoman" => ToRoman(count),
        "decimalZero" => count.ToString("00", CultureInfo.InvariantCulture),
        "chineseCounting" or "chineseCountingThousand" or "ideographDigital" or "japaneseCounting" or "taiwaneseCountingThousand" => Chinese(count),
        "decimalEnclosedCircle" or "decimalEnclosedCircleChinese" when count is >= 1 and <= 20 => ((char)('\u2460' + count - 1)).ToString(),
        _ => Digits(count),
    };

    // A to Z, then AA to ZZ.
    private static string Letters(int count) => count is < 1 or > 26 * 20 ? Digits(count) : new string((char)('A' + ((count - 1) % 26)), 1 + ((count - 1) / 26));

    private static string ToRoman(int count)
    {
        if (count is < 1 or > MaxRoman)
        {
            return Digits(count);
        }

        StringBuilder text = new();
        foreach ((int value, string letters) in Roman)
        {
            for (; count >= value; count -= value)
            {
                text.Append(letters);
            }
        }

        return text.ToString();
    }

    private static string Chinese(int count)
    {
        const string Numerals = "〇一二三四五六七八九";
        return count switch
        {
            >= 1 and <= 9 => Numerals[count].ToString(),
            >= 10 and <= 99 => (count < 20 ? "" : Numerals[count / 10].ToString()) + "十" + (count % 10 == 0 ? "" : Numerals[count % 10].ToString()),
            _ => Digits(count),
        };
    }

    private static string Digits(int count) => count.ToString(CultureInfo.InvariantCulture);
}
