using System.Globalization;
using System.Text;
using QwenWebChat.App.Data;
using QwenWebChat.App.Exports;

namespace QwenWebChat.App.Audit;

/// <summary>Writes entries of the audit log as CSV (RFC 4180). Times are UTC.</summary>
internal static class AuditCsv
{
    private static readonly (string Name, Func<AuditEntry, string?> Value)[] Columns =
    [
        ("time", entry => entry.At.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture)),
        ("account_id", entry => entry.ActorId?.ToString()),
        ("account", entry => CsvText.EscapeFormula(entry.ActorName)),
        ("action", entry => entry.Action.ToString()),
        ("outcome", entry => entry.Outcome.ToString()),
        ("target_kind", entry => entry.TargetKind?.ToString()),
        ("target", entry => CsvText.EscapeFormula(entry.Target)),
        ("detail", entry => CsvText.EscapeFormula(entry.Detail)),
        ("address", entry => CsvText.EscapeFormula(entry.Address)),
        ("key_id", entry => entry.KeyId?.ToString()),
    ];

    public static void AppendHeader(StringBuilder text) => CsvText.AppendRow(text, Columns.Select(column => column.Name));

    public static void Append(StringBuilder text, AuditEntry entry) => CsvText.AppendRow(text, Columns.Select(column => column.Value(entry)));
}
