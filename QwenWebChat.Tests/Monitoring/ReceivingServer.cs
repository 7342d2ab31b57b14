using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;

namespace QwenWebChat.Tests.Monitoring;

/// <summary>A server that takes whatever is posted to it, and answers as it is told.</summary>
internal sealed class ReceivingServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly Channel<ReceivedPost> _posts = Channel.CreateUnbounded<ReceivedPost>();
    private readonly Func<int, HttpContext, Task> _answer;
    private int _count;

    private ReceivingServer(WebApplication app, Func<int, HttpContext, Task> answer) => (_app, _answer) = (app, answer);

    public string Address => _app.Urls.Single();

    /// <param name="answer">Gets the number of the request, from 0 on.</param>
    public static async Task<ReceivingServer> StartAsync(Func<int, HttpContext, Task>? answer = null, HttpProtocols protocols = HttpProtocols.Http1)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0").ConfigureKestrel(kestrel => kestrel.ConfigureEndpointDefaults(endpoint => endpoint.Protocols = protocols));
        ReceivingServer server = new(builder.Build(), answer ?? ((_, _) => Task.CompletedTask));
        server._app.Run(server.TakeAsync);
        await server._app.StartAsync(TestContext.Current.CancellationToken);
        return server;
    }

    /// <summary>The next request, waited for.</summary>
    public ValueTask<ReceivedPost> NextAsync() => _posts.Reader.ReadAsync(TestContext.Current.CancellationToken);

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task TakeAsync(HttpContext context)
    {
        using MemoryStream body = new();
        await context.Request.Body.CopyToAsync(body);
        Dictionary<string, string> headers = context.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase);
        await _posts.Writer.WriteAsync(new ReceivedPost(context.Request.Path.Value!, headers, body.ToArray()));
        await _answer(Interlocked.Increment(ref _count) - 1, context);
    }
}
