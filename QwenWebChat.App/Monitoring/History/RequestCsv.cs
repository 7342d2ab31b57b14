using System.Globalization;
using System.Text;
using QwenWebChat.App.Exports;
using QwenWebChat.Inference.Metrics;

namespace QwenWebChat.App.Monitoring.History;

/// <summary>Writes requests as CSV (RFC 4180). Times are UTC and durations milliseconds, both culture-invariant.</summary>
internal static class RequestCsv
{
    private static readonly (string Name, Func<RequestRecord, string, string?> Value)[] Columns =
    [
        ("id", (request, _) => request.Id.ToString()),
        ("arrived", (request, _) => request.ArrivedAt.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture)),
        ("user", (_, user) => CsvText.EscapeFormula(user)),
        ("kind", (request, _) => request.Kind.ToString()),
        ("model", (request, _) => CsvText.EscapeFormula(request.Model)),
        ("prompt_tokens", (request, _) => Count(request.PromptTokens)),
        ("cached_tokens", (request, _) => Count(request.CachedTokens)),
        ("new_tokens", (request, _) => Count(request.NewTokens)),
        ("accepted_tokens", (request, _) => Count(request.AcceptedTokens)),
        ("queue_ms", (request, _) => Milliseconds(request.Queue)),
        ("time_to_first_token_ms", (request, _) => Milliseconds(request.TimeToFirstToken)),
        ("prefill_ms", (request, _) => Milliseconds(request.Prefill)),
        ("decode_ms", (request, _) => Milliseconds(request.Decode)),
        ("tokens_per_second", (request, _) => request.TokensPerSecond?.ToString("0.###", CultureInfo.InvariantCulture)),
        ("inter_token_p50_ms", (request, _) => Milliseconds(request.InterTokenP50)),
        ("inter_token_p95_ms", (request, _) => Milliseconds(request.InterTokenP95)),
        ("inter_token_max_ms", (request, _) => Milliseconds(request.InterTokenMax)),
        ("end_to_end_ms", (request, _) => Milliseconds(request.EndToEnd)),
        ("preemptions", (request, _) => Count(request.PreemptionCount)),
        ("outcome", (request, _) => request.FinishReason?.ToString()),
        ("error", (request, _) => CsvText.EscapeFormula(request.Error)),
    ];

    public static void AppendHeader(StringBuilder text) => CsvText.AppendRow(text, Columns.Select(column => column.Name));

    /// <param name="user">The user's name.</param>
    public static void Append(StringBuilder text, RequestRecord request, string user) =>
        CsvText.AppendRow(text, Columns.Select(column => column.Value(request, user)));

    private static string Count(int count) => count.ToString(CultureInfo.InvariantCulture);

    private static string? Milliseconds(TimeSpan? time) => time?.TotalMilliseconds.ToString("0.###", CultureInfo.InvariantCulture);
}
