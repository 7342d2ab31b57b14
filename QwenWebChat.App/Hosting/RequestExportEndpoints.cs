using System.Text;
using QwenWebChat.App.Monitoring.History;
using QwenWebChat.Inference.Metrics;

namespace QwenWebChat.App.Hosting;

/// <summary>Maps the download of the ended requests as a table: metrics without prompts.</summary>
internal static class RequestExportEndpoints
{
    // Number of characters buffered before they are sent.
    private const int ChunkLength = 1 << 15;

    public static IEndpointConventionBuilder MapRequestExport(this IEndpointRouteBuilder app) => app.MapGet("/admin/requests.csv", GetAsync);

    private static async Task GetAsync(HttpContext http, RequestStore store, UserNames names, TimeProvider time)
    {
        HttpResponse response = http.Response;
        response.Headers.CacheControl = "no-store";
        if (!RequestAddress.TryRead(http.Request.Query, out RequestFilter? filter, out string? problem))
        {
            response.StatusCode = StatusCodes.Status400BadRequest;
            response.ContentType = "text/plain; charset=utf-8";
            await response.WriteAsync(problem + "\n", http.RequestAborted).ConfigureAwait(false);
            return;
        }

        string name = FormattableString.Invariant($"requests {time.GetUtcNow():yyyy-MM-dd HHmm}.csv");
        await Download.WriteAsync(http, name, "text/csv; charset=utf-8", (output, cancellation) => WriteAsync(store.ReadAsync(filter, cancellation), names, output, cancellation)).ConfigureAwait(false);
    }

    private static async Task WriteAsync(IAsyncEnumerable<RequestRecord> requests, UserNames names, Stream output, CancellationToken cancellationToken)
    {
        // Writes a byte order mark: without it Excel assumes the machine's legacy code page.
        await output.WriteAsync(Encoding.UTF8.Preamble.ToArray(), cancellationToken).ConfigureAwait(false);
        StringBuilder text = new();
        RequestCsv.AppendHeader(text);
        await foreach (RequestRecord request in requests.ConfigureAwait(false))
        {
            RequestCsv.Append(text, request, names.Of(request.UserId));
            if (text.Length >= ChunkLength)
            {
                await output.WriteAsync(Encoding.UTF8.GetBytes(text.ToString()), cancellationToken).ConfigureAwait(false);
                text.Clear();
            }
        }

        await output.WriteAsync(Encoding.UTF8.GetBytes(text.ToString()), cancellationToken).ConfigureAwait(false);
    }
}
