using System.Globalization;
using System.Text;

namespace QwenWebChat.App.Monitoring.History;

/// <summary>Writes requests as CSV (RFC 4180). Times are UTC and durations milliseconds, both culture-invariant.</summary>
internal static class RequestCsv
{
    private const string LineEnd = "\r\n";

    private static readonly (string Name, Func<RequestLine, string?> Value)[] Columns =
    [
        ("id", line => line.Id.ToString()),
        ("arrived", line => line.ArrivedAt.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture)),
        ("user", line => EscapeFormula(line.User)),
        ("kind", line => line.Kind.ToString()),
        ("model", line => EscapeFormula(line.Model)),
        ("prompt_tokens", line => Count(line.PromptTokens)),
        ("cached_tokens", line => Count(line.CachedTokens)),
        ("new_tokens", line => Count(line.NewTokens)),
        ("queue_ms", line => Milliseconds(line.Queue)),
        ("time_to_first_token_ms", line => Milliseconds(line.TimeToFirstToken)),
        ("prefill_ms", line => Milliseconds(line.Prefill)),
        ("decode_ms", line => Milliseconds(line.Decode)),
        ("tokens_per_second", line => line.TokensPerSecond?.ToString("0.###", CultureInfo.InvariantCulture)),
        ("inter_token_p50_ms", line => Milliseconds(line.InterTokenP50)),
        ("inter_token_p95_ms", line => Milliseconds(line.InterTokenP95)),
        ("inter_token_max_ms", line => Milliseconds(line.InterTokenMax)),
        ("end_to_end_ms", line => Milliseconds(line.EndToEnd)),
        ("preemptions", line => Count(line.PreemptionCount)),
        ("outcome", line => line.Outcome?.ToString()),
        ("error", line => EscapeFormula(line.Error)),
    ];

    public static void AppendHeader(StringBuilder text) => text.AppendJoin(',', Columns.Select(column => column.Name)).Append(LineEnd);

    public static void Append(StringBuilder text, RequestLine line) => text.AppendJoin(',', Columns.Select(column => Quoted(column.Value(line)))).Append(LineEnd);

    private static string Count(int count) => count.ToString(CultureInfo.InvariantCulture);

    private static string? Milliseconds(TimeSpan? time) => time?.TotalMilliseconds.ToString("0.###", CultureInfo.InvariantCulture);

    // A spreadsheet would run such values as formulas.
    private static string? EscapeFormula(string? value) => value is ['=' or '+' or '-' or '@' or '\t' or '\r' or '\n', ..] ? "'" + value : value;

    private static string Quoted(string? value) => value is null ? ""
        : value.AsSpan().IndexOfAny(",\"\r\n") < 0 ? value
        : $"\"{value.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
