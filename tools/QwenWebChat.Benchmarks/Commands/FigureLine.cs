using System.Globalization;
using System.Text.Json;

namespace QwenWebChat.Benchmarks.Commands;

/// <summary>Writes one line of figures to standard output, as text or as a JSON object.</summary>
internal static class FigureLine
{
    public static void Write(bool isJson, FormattableString text, object figures) =>
        Console.WriteLine(isJson ? JsonSerializer.Serialize(figures) : text.ToString(CultureInfo.InvariantCulture));

    /// <summary>Formats a number in units of 10^9.</summary>
    public static string Giga(double value) => (value / 1e9).ToString("0.0", CultureInfo.InvariantCulture);
}
