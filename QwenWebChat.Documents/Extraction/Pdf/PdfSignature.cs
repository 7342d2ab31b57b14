using System.Globalization;
using UglyToad.PdfPig.Util;

namespace QwenWebChat.Documents.Extraction.Pdf;

/// <summary>Reads the properties of a digital signature.</summary>
internal static class PdfSignature
{
    private const string DateFormat = "yyyy-MM-dd HH:mm";

    private static readonly string[] DrawnDates = ["yyyyMMdd", "ddMMyyyy", "MMddyyyy"];

    /// <summary>Returns the stored date of a signature in a readable form.</summary>
    public static string? Date(string? stored) =>
        stored is not null && DateFormatHelper.TryParseDateTimeOffset(stored, out DateTimeOffset date) ? date.ToString(DateFormat, CultureInfo.InvariantCulture) : stored;

    /// <summary>Returns true if the appearance of a signature already shows a part of it. Dates are written in many ways.</summary>
    public static bool IsDrawn(string part, string drawn)
    {
        if (!DateTime.TryParseExact(part, DateFormat, CultureInfo.InvariantCulture, DateTimeStyles.None, out DateTime date))
        {
            return drawn.Contains(string.Concat(part.Where(character => !char.IsWhiteSpace(character))), StringComparison.OrdinalIgnoreCase);
        }

        string digits = string.Concat(drawn.Where(char.IsAsciiDigit));
        return DrawnDates.Any(format => digits.Contains(date.ToString(format, CultureInfo.InvariantCulture), StringComparison.Ordinal));
    }
}
