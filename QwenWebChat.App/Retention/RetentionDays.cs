using System.Globalization;

namespace QwenWebChat.App.Retention;

/// <summary>Reads the days of a retention as people type them.</summary>
internal static class RetentionDays
{
    /// <summary>Reads a whole number; nothing is null, for no days of one's own. Returns false for anything else.</summary>
    public static bool TryParse(string? text, out int? days)
    {
        string digits = (text ?? "").Trim();
        days = int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : null;
        return days is not null || digits.Length == 0;
    }
}
