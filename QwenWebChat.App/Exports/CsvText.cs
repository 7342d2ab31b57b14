using System.Text;

namespace QwenWebChat.App.Exports;

/// <summary>Writes values as CSV (RFC 4180).</summary>
internal static class CsvText
{
    public static void AppendRow(StringBuilder text, IEnumerable<string?> values) => text.AppendJoin(',', values.Select(Quoted)).Append("\r\n");

    /// <summary>Returns a text that a spreadsheet does not run as a formula.</summary>
    public static string? EscapeFormula(string? text) => text is ['=' or '+' or '-' or '@' or '\t' or '\r' or '\n', ..] ? "'" + text : text;

    private static string Quoted(string? value) => value is null ? ""
        : value.AsSpan().IndexOfAny(",\"\r\n") < 0 ? value
        : $"\"{value.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
