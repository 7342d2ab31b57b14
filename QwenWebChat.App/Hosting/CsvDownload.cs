using System.Text;

namespace QwenWebChat.App.Hosting;

/// <summary>Sends a table as a CSV file while it is read.</summary>
internal static class CsvDownload
{
    // Number of characters buffered before they are sent.
    private const int ChunkLength = 1 << 15;

    /// <param name="name">The beginning of the file's name, which the time follows.</param>
    /// <param name="appendHeader">Appends the names of the columns.</param>
    /// <param name="append">Appends a row.</param>
    public static Task WriteAsync<T>(HttpContext http, string name, DateTimeOffset now, Action<StringBuilder> appendHeader, IAsyncEnumerable<T> rows, Action<StringBuilder, T> append) =>
        Download.WriteAsync(
            http, FormattableString.Invariant($"{name} {now.UtcDateTime:yyyy-MM-dd HHmm}.csv"), "text/csv; charset=utf-8",
            (output, cancellation) => WriteAsync(output, appendHeader, rows, append, cancellation));

    private static async Task WriteAsync<T>(Stream output, Action<StringBuilder> appendHeader, IAsyncEnumerable<T> rows, Action<StringBuilder, T> append, CancellationToken cancellationToken)
    {
        // Writes a byte order mark: without it Excel assumes the machine's legacy code page.
        await output.WriteAsync(Encoding.UTF8.Preamble.ToArray(), cancellationToken).ConfigureAwait(false);
        StringBuilder text = new();
        appendHeader(text);
        await foreach (T row in rows.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            append(text, row);
            if (text.Length >= ChunkLength)
            {
                await output.WriteAsync(Encoding.UTF8.GetBytes(text.ToString()), cancellationToken).ConfigureAwait(false);
                text.Clear();
            }
        }

        await output.WriteAsync(Encoding.UTF8.GetBytes(text.ToString()), cancellationToken).ConfigureAwait(false);
    }
}
