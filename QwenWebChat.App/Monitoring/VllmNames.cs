namespace QwenWebChat.App.Monitoring;

/// <summary>
/// Gives the engine's metrics the colon that vLLM's names have and OpenTelemetry's must not (ADR 18): what comes out of
/// the exporter as <c>vllm_</c> leaves as <c>vllm:</c>.
/// </summary>
internal static class VllmNames
{
    // What some scrapers would rather have, OpenMetrics, calls the same counters by other names in its TYPE lines.
    private const string PlainText = "text/plain; version=0.0.4";

    private const int MetadataLength = 7;

    /// <summary>Answers with the exporter's text, its names restored, whatever format was asked for.</summary>
    public static async Task RestoreAsync(HttpContext context, RequestDelegate exporter)
    {
        context.Request.Headers.Accept = PlainText;
        // The exporter would compress what is to be changed here.
        context.Request.Headers.AcceptEncoding = default;
        Stream body = context.Response.Body;
        using MemoryStream text = new();
        context.Response.Body = text;
        try
        {
            await exporter(context).ConfigureAwait(false);
        }
        finally
        {
            context.Response.Body = body;
        }

        Memory<byte> written = text.GetBuffer().AsMemory(0, (int)text.Length);
        Restore(written.Span);
        await body.WriteAsync(written, context.RequestAborted).ConfigureAwait(false);
    }

    /// <summary>Restores them in place: the text keeps its length.</summary>
    /// <param name="exposition">Prometheus's text format, version 0.0.4, in UTF-8.</param>
    public static void Restore(Span<byte> exposition)
    {
        while (!exposition.IsEmpty)
        {
            int end = exposition.IndexOf((byte)'\n');
            Span<byte> line = end < 0 ? exposition : exposition[..end];
            Span<byte> name = line.StartsWith("# HELP "u8) || line.StartsWith("# TYPE "u8) ? line[MetadataLength..] : line;
            if (name.StartsWith("vllm_"u8))
            {
                name["vllm".Length] = (byte)':';
            }

            exposition = end < 0 ? [] : exposition[(end + 1)..];
        }
    }
}
