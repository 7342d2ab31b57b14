using System.Text;

namespace QwenWebChat.App.Exports;

/// <summary>Writes a table as CSV while it is read.</summary>
internal static class CsvTable
{
    // Number of characters buffered before they are written.
    private const int ChunkLength = 1 << 15;

    /// <param name="appendHeader">Appends the names of the columns.</param>
    /// <param name="append">Appends a row.</param>
    public static async Task WriteAsync<T>(Stream output, Action<StringBuilder> appendHeader, IAsyncEnumerable<T> rows, Action<StringBuilder, T> append, CancellationToken cancellationToken)
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
