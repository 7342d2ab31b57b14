using System.Globalization;
using System.Text;
using ExcelNumberFormat;

namespace QwenWebChat.Documents.Extraction.Sheets;

/// <summary>
/// A section of a number format, and its display of a value. ExcelNumberFormat writes the value; the cases that it gets
/// wrong are handled before: rounding of halves, fractions of seconds, negative durations, zero with an exponent.
/// </summary>
internal sealed record FormatSection
{
    /// <summary>The placeholder in <see cref="Pattern"/> for the decimal point and the fraction of a second.</summary>
    public const char Fraction = '\u0001';

    private const double MaxDate = 2_958_466;
    private const double MaxDuration = 10_000_000;
    private const double MaxFraction = 1e9;
    private const double MaxDecimal = 1e27;
    private const int SecondsOfDay = 86_400;

    private NumberFormat? _format;
    private NumberFormat? _textFormat;

    public string Pattern { get; init; } = "";

    public FormatCondition? Condition { get; init; }

    public bool IsDate { get; init; }

    public bool IsDuration { get; init; }

    public bool IsGeneral { get; init; }

    public bool IsText { get; init; }

    public bool IsFraction { get; init; }

    public bool HasPoint { get; init; }

    /// <summary>True if the last part so far is seconds: a point after them begins their decimals.</summary>
    public bool EndsInSeconds { get; init; }

    public int WholeCount { get; init; }

    public int DecimalCount { get; init; }

    public int SecondDecimalCount { get; init; }

    public int PercentCount { get; init; }

    /// <summary>The number of commas after the last digit: each divides by a thousand.</summary>
    public int TrailingCommaCount { get; init; }

    /// <summary>The position of E in the pattern; null if there is no exponent.</summary>
    public int? ExponentStart { get; init; }

    /// <summary>Returns the value as the cell displays it; null if the section cannot display it.</summary>
    public string? Show(double value, bool is1904)
    {
        try
        {
            return Pattern.Length == 0 ? ""
                : IsDuration ? ShowDuration(value)
                : IsDate ? ShowDate(value, is1904)
                : ExponentStart is { } start && value == 0 ? ShowZero(start)
                : IsFraction && Math.Abs(value) > MaxFraction ? null
                : Write(Format(), Rounded(value), is1904);
        }
        // The library divides by counts of digits that may be zero.
        catch (Exception exception) when (exception is ArithmeticException or ArgumentException or FormatException or IndexOutOfRangeException)
        {
            return null;
        }
    }

    /// <summary>Returns the text as the cell displays it. The library accepts only a fourth section for text.</summary>
    public string ShowText(string text) => Pattern.Length == 0 ? "" : Write(_textFormat ??= new NumberFormat("\"\";\"\";\"\";" + Pattern), text, is1904: false) ?? text;

    private static string? Write(NumberFormat format, object value, bool is1904) => format.IsValid ? format.Format(value, CultureInfo.InvariantCulture, is1904) : null;

    private NumberFormat Format() => _format ??= new NumberFormat(Pattern);

    private string? ShowDate(double value, bool is1904)
    {
        // The cell displays hashes; the number is more useful.
        double days = is1904 ? value + 1_462 : value;
        if (days is < 0 or >= MaxDate)
        {
            return null;
        }

        (long seconds, NumberFormat format) = Split(days);
        return Write(format, (double)seconds / SecondsOfDay, is1904: false);
    }

    private string? ShowDuration(double value)
    {
        if (Math.Abs(value) > MaxDuration)
        {
            return null;
        }

        (long seconds, NumberFormat format) = Split(Math.Abs(value));
        return (value < 0 ? "-" : "") + Write(format, TimeSpan.FromSeconds(seconds), is1904: false);
    }

    // Rounded to the displayed precision; the decimals become literals of the pattern.
    private (long Seconds, NumberFormat Format) Split(double days)
    {
        int digits = Math.Min(SecondDecimalCount, 3);
        long unit = (long)Math.Pow(10, digits);
        long units = (long)Math.Round(days * SecondsOfDay * unit, MidpointRounding.AwayFromZero);
        if (digits == 0)
        {
            return (units, Format());
        }

        StringBuilder decimals = new("\\.");
        foreach (char digit in (units % unit).ToString(CultureInfo.InvariantCulture).PadLeft(digits, '0'))
        {
            decimals.Append('\\').Append(digit);
        }

        return (units / unit, new NumberFormat(Pattern.Replace(Fraction.ToString(), decimals.ToString(), StringComparison.Ordinal)));
    }

    private string? ShowZero(int exponentStart) =>
        Write(new NumberFormat(Pattern[..exponentStart]), 0.0, is1904: false) + Pattern[exponentStart..].Replace("#", "", StringComparison.Ordinal).Replace("?", "", StringComparison.Ordinal);

    // A cell stores 15 decimal digits and rounds halves up: 1.005 becomes 1.01, though its double is lower.
    private double Rounded(double value)
    {
        if (ExponentStart is not null)
        {
            double scaleOfFirst = Math.Pow(10, Math.Floor(Math.Log10(Math.Abs(value))));
            return WholeCount == 1 ? (double)decimal.Round((decimal)(value / scaleOfFirst), Math.Min(DecimalCount, 28), MidpointRounding.AwayFromZero) * scaleOfFirst : value;
        }

        int scale = DecimalCount + (2 * PercentCount) - (3 * TrailingCommaCount);
        if (IsGeneral || IsText || IsFraction || Math.Abs(value) > MaxDecimal || scale is > 28 or < -27)
        {
            return value;
        }

        decimal exact = (decimal)value;
        decimal power = (decimal)Math.Pow(10, Math.Max(0, -scale));
        return (double)(decimal.Round(exact / power, Math.Max(0, scale), MidpointRounding.AwayFromZero) * power);
    }
}
