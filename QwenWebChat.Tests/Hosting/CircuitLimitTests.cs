using System.Net;
using Microsoft.AspNetCore.Components.Server.Circuits;
using Microsoft.Extensions.DependencyInjection;
using QwenWebChat.App.Hosting;

namespace QwenWebChat.Tests.Hosting;

/// <summary>So many pages at a time, and a clear answer to one more.</summary>
[Slow]
public sealed class CircuitLimitTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("en", "The maximum number of open pages is reached (1, set by Hosting:MaxCircuits).")]
    [InlineData("zh-CN", "Hosting:MaxCircuits")]
    public async Task Get_AsManyPagesAsThereMayBe_Is503WithASentenceUntilOneCloses(string language, string sentence)
    {
        using WebAppFactory factory = new(("Hosting:MaxCircuits", "1"));
        using HttpClient client = factory.CreateClient();
        client.DefaultRequestHeaders.AcceptLanguage.ParseAdd(language);
        AsyncServiceScope open = await OpenCircuitAsync(factory);

        using HttpResponseMessage refused = await client.GetAsync(new Uri("/", UriKind.Relative), Cancellation);
        using HttpResponseMessage asset = await client.GetAsync(new Uri("/css/app.css", UriKind.Relative), Cancellation);
        await open.DisposeAsync();
        using HttpResponseMessage served = await client.GetAsync(new Uri("/", UriKind.Relative), Cancellation);

        Assert.Equal((HttpStatusCode.ServiceUnavailable, HttpStatusCode.OK, HttpStatusCode.OK), (refused.StatusCode, asset.StatusCode, served.StatusCode));
        Assert.Equal("text/html", refused.Content.Headers.ContentType?.MediaType);
        Assert.NotNull(refused.Headers.RetryAfter);
        Assert.Contains(sentence, await refused.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Open_BeyondTheLimit_FailsAndIsNotCounted()
    {
        using WebAppFactory factory = new(("Hosting:MaxCircuits", "2"));
        AsyncServiceScope first = await OpenCircuitAsync(factory);
        await using AsyncServiceScope second = await OpenCircuitAsync(factory);

        await Assert.ThrowsAsync<InvalidOperationException>(() => OpenCircuitAsync(factory));
        await first.DisposeAsync();

        await using AsyncServiceScope third = await OpenCircuitAsync(factory);
        Assert.True(factory.Services.GetRequiredService<CircuitLimit>().IsReached);
    }

    // As the framework does: the handlers are the circuit's own, and end with its services.
    private static async Task<AsyncServiceScope> OpenCircuitAsync(WebAppFactory factory)
    {
        AsyncServiceScope scope = factory.Services.CreateAsyncScope();
        try
        {
            foreach (CountedCircuit handler in scope.ServiceProvider.GetServices<CircuitHandler>().OfType<CountedCircuit>())
            {
                await handler.OnCircuitOpenedAsync(null!, Cancellation);
            }

            return scope;
        }
        catch
        {
            await scope.DisposeAsync();
            throw;
        }
    }
}
