namespace QwenWebChat.App.Mcp.Client;

/// <summary>Ends responses that are longer than any list of tools or result need be.</summary>
internal sealed class LimitedResponses(HttpMessageHandler inner) : DelegatingHandler(inner)
{
    public const int MaxBytes = 8 << 20;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        HttpResponseMessage response = await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
        StreamContent limited = new(new LimitedStream(await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false), MaxBytes));
        foreach ((string name, IEnumerable<string> values) in response.Content.Headers)
        {
            limited.Headers.TryAddWithoutValidation(name, values);
        }

        response.Content = limited;
        return response;
    }
}
