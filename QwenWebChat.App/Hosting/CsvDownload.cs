using System.Text;
using QwenWebChat.App.Exports;

namespace QwenWebChat.App.Hosting;

/// <summary>Sends a table as a CSV file while it is read.</summary>
internal static class CsvDownload
{
    /// <param name="name">The beginning of the file's name, which the time follows.</param>
    /// <param name="appendHeader">Appends the names of the columns.</param>
    /// <param name="append">Appends a row.</param>
    public static Task WriteAsync<T>(HttpContext http, string name, DateTimeOffset now, Action<StringBuilder> appendHeader, IAsyncEnumerable<T> rows, Action<StringBuilder, T> append) =>
        Download.WriteAsync(
            http, FormattableString.Invariant($"{name} {now.UtcDateTime:yyyy-MM-dd HHmm}.csv"), "text/csv; charset=utf-8",
            (output, cancellation) => CsvTable.WriteAsync(output, appendHeader, rows, append, cancellation));
}
