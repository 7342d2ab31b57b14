using System.Globalization;
using System.Text.Json;

namespace QwenWebChat.Benchmarks.Commands;

/// <summary>A line of figures on standard output, as text or as a JSON object.</summary>
internal static class FigureLine
{
    public static void Write(bool isJson, FormattableString text, object figures) =>
        Console.WriteLine(isJson ? JsonSerializer.Serialize(figures) : text.ToString(CultureInfo.InvariantCulture));

    /// <summary>In thousands of millions.</summary>
    public static string Giga(double value) => (value / 1e9).ToString("0.0", CultureInfo.InvariantCulture);
}
