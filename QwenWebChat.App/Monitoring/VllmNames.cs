namespace QwenWebChat.App.Monitoring;

/// <summary>
/// Restores the colon of vLLM's metric names, which OpenTelemetry does not allow (ADR 18): the exporter's prefix
/// <c>vllm_</c> becomes <c>vllm:</c>.
/// </summary>
internal static class VllmNames
{
    // The format that some scrapers prefer, OpenMetrics, uses other names for the same counters in its TYPE lines.
    private const string PlainText = "text/plain; version=0.0.4";

    private const int MetadataLength = 7;

    /// <summary>Answers with the exporter's text and the restored names, in the plain text format only.</summary>
    public static async Task RestoreAsync(HttpContext context, RequestDelegate exporter)
    {
        context.Request.Headers.Accept = PlainText;
        // Prevents compression by the exporter, because the text is changed here.
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

    /// <summary>Restores the names in place; the length of the text does not change.</summary>
    /// <param name="exposition">Prometheus text format, version 0.0.4, in UTF-8.</param>
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
