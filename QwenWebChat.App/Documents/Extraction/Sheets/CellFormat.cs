using System.Globalization;
using System.Text.RegularExpressions;

namespace QwenWebChat.App.Documents.Extraction.Sheets;

/// <summary>
/// Shows a number as its cell does, as far as the value goes: dates and times in ISO order, percent, decimals, thousands.
/// Currency signs, colours and words of the format are left away.
/// </summary>
internal sealed partial class CellFormat
{
    // Numbers of 15 digits are all that a cell holds; the rest is rounding noise.
    private const string General = "G15";

    private static readonly CellFormat Plain = new();

    private bool _hasDate;
    private bool _hasTime;
    private string? _pattern;

    private CellFormat()
    {
    }

    /// <summary>One of the formats that have a number instead of a pattern (ECMA-376, 18.8.30).</summary>
    public static CellFormat BuiltIn(int id) => id switch
    {
        1 => Of("0"),
        2 => Of("0.00"),
        3 or 37 or 38 => Of("#,##0"),
        4 or 39 or 40 => Of("#,##0.00"),
        9 => Of("0%"),
        10 => Of("0.00%"),
        (>= 14 and <= 17) or (>= 27 and <= 31) or 36 or (>= 50 and <= 54) or 57 or 58 => Of("yyyy-mm-dd"),
        (>= 18 and <= 21) or (>= 32 and <= 35) or (>= 45 and <= 47) or 55 or 56 => Of("hh:mm:ss"),
        22 => Of("yyyy-mm-dd hh:mm"),
        _ => Plain,
    };

    /// <summary>One that has a pattern; of several sections the first, which is that of positive numbers.</summary>
    public static CellFormat Of(string pattern)
    {
        string bare = Literals().Replace(pattern, "").Split(';')[0].ToLowerInvariant();
        if (bare.AsSpan().ContainsAny("ymdhs"))
        {
            return new CellFormat { _hasDate = bare.AsSpan().ContainsAny("yd") || !bare.AsSpan().ContainsAny("hs"), _hasTime = bare.AsSpan().ContainsAny("hs") };
        }

        Match number = Number().Match(bare);
        if (!number.Success || bare.Contains('e', StringComparison.Ordinal) || bare.Contains('/', StringComparison.Ordinal))
        {
            return Plain;
        }

        string decimals = number.Groups["decimals"].Value.Replace('?', '#');
        string whole = number.Groups["whole"].Value.Contains(',', StringComparison.Ordinal) ? "#,##0" : "0";
        return new CellFormat { _pattern = whole + (decimals.Length > 0 ? "." + decimals : "") + (bare.Contains('%', StringComparison.Ordinal) ? "%" : "") };
    }

    /// <param name="is1904">Whether the workbook counts its days from 1904, as old ones of the Macintosh do.</param>
    public string Show(double value, bool is1904)
    {
        if (!_hasDate && !_hasTime)
        {
            return value.ToString(_pattern ?? General, CultureInfo.InvariantCulture);
        }

        double days = is1904 ? value + 1_462 : value;
        // Beyond what a date can be the cell shows hashes; the number says more.
        if (days is < 0 or > 2_958_465)
        {
            return value.ToString(General, CultureInfo.InvariantCulture);
        }

        DateTime time = DateTime.FromOADate(Math.Round(days * 86_400) / 86_400);
        string pattern = !_hasTime ? "yyyy-MM-dd" : !_hasDate || days < 1 ? "HH:mm:ss" : time.Second == 0 ? "yyyy-MM-dd HH:mm" : "yyyy-MM-dd HH:mm:ss";
        return time.ToString(pattern, CultureInfo.InvariantCulture);
    }

    [GeneratedRegex("""("[^"]*"|\\.|_.|\*.|\[[^\]]*\])""")]
    private static partial Regex Literals();

    [GeneratedRegex(@"(?<whole>[#0?][#0?,]*)(\.(?<decimals>[0#?]{1,15}))?")]
    private static partial Regex Number();
}
