using System.Globalization;

namespace QwenWebChat.Documents.Extraction.Sheets;

/// <summary>Formats a value as Excel displays it, with English names of months and days.</summary>
internal sealed class CellFormat
{
    // Excel's own limit.
    private const int MaxPatternLength = 255;

    private static readonly CellFormat General = new([]);

    // For positive numbers, negative numbers and zero, if the format distinguishes them.
    private readonly List<FormatSection> _numbers;
    private readonly FormatSection? _text;

    private CellFormat(List<FormatSection> sections)
    {
        bool endsInText = sections.Count is 2 or 3 && sections[^1].IsText;
        _text = sections.Count >= 4 ? sections[3] : sections is [.., { IsText: true } last] ? last : null;
        _numbers = sections[..(endsInText ? sections.Count - 1 : Math.Min(sections.Count, 3))];
    }

    /// <summary>
    /// Returns a built-in format, which has an id instead of a pattern (ECMA-376, 18.8.30). If the pattern depends on the user's
    /// region, dates are in ISO order and amounts have no currency.
    /// </summary>
    public static CellFormat BuiltIn(int id) => id switch
    {
        1 => Of("0"),
        2 => Of("0.00"),
        3 or 5 or 6 => Of("#,##0"),
        4 or 7 or 8 => Of("#,##0.00"),
        9 => Of("0%"),
        10 => Of("0.00%"),
        11 => Of("0.00E+00"),
        12 => Of("# ?/?"),
        13 => Of("# ??/??"),
        14 or (>= 27 and <= 31) or 36 or (>= 50 and <= 54) or 57 or 58 => Of("yyyy-mm-dd"),
        15 => Of("d-mmm-yy"),
        16 => Of("d-mmm"),
        17 => Of("mmm-yy"),
        18 => Of("h:mm AM/PM"),
        19 => Of("h:mm:ss AM/PM"),
        20 => Of("h:mm"),
        21 or (>= 32 and <= 35) or 55 or 56 => Of("h:mm:ss"),
        22 => Of("yyyy-mm-dd h:mm"),
        37 or 38 => Of("#,##0;(#,##0)"),
        39 or 40 => Of("#,##0.00;(#,##0.00)"),
        41 or 42 => Of("#,##0;(#,##0);\"-\""),
        43 or 44 => Of("#,##0.00;(#,##0.00);\"-\""),
        45 => Of("mm:ss"),
        46 => Of("[h]:mm:ss"),
        47 => Of("mm:ss.0"),
        48 => Of("##0.0E+0"),
        49 => Of("@"),
        _ => General,
    };

    /// <summary>Returns the format of a pattern; the general format if the pattern is longer than Excel allows.</summary>
    public static CellFormat Of(string pattern) => pattern.Length is 0 or > MaxPatternLength ? General : new CellFormat(FormatPattern.Split(pattern));

    /// <param name="value">The value of the cell.</param>
    /// <param name="is1904">True if the workbook counts days from 1904, as old Macintosh workbooks do.</param>
    public string Show(double value, bool is1904)
    {
        int index = 0;
        while (index < _numbers.Count && !Takes(index, value))
        {
            index++;
        }

        // A cell stores 15 significant digits; further digits are rounding errors.
        return (index < _numbers.Count ? _numbers[index].Show(TakesOnlyNegative(index) ? Math.Abs(value) : value, is1904) : null)
            ?? value.ToString("G15", CultureInfo.InvariantCulture);
    }

    /// <summary>Returns a text as the cell displays it: some formats add words to it, or hide it.</summary>
    public string Show(string text) => _text?.ShowText(text) ?? text;

    private bool Takes(int index, double value) =>
        _numbers[index].Condition is { } condition ? condition.Holds(value)
        : index == _numbers.Count - 1 || (index == 0 ? value > 0 || (value == 0 && _numbers.Count == 2) : value < 0);

    // Such a section shows the number without its sign, and contains a sign of its own if needed.
    private bool TakesOnlyNegative(int index) =>
        _numbers[index].Condition is { } own ? own.IsOnlyNegative
        : index == 1 && (_numbers.Count == 3 || (_numbers[0].Condition?.LeavesOnlyNegative ?? true));
}
