using System.Net.WebSockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace QwenWebChat.Tests.Browser;

/// <summary>
/// A reverse proxy on a free loopback port that shares one host among several apps: it passes what is under a path on to one of
/// them, with the path and with WebSockets, and serves the rest itself.
/// </summary>
internal sealed class PathProxy : IAsyncDisposable
{
    // Headers of a single connection.
    private static readonly HashSet<string> Own = new(StringComparer.OrdinalIgnoreCase) { "Connection", "Transfer-Encoding", "Keep-Alive", "Upgrade" };

    private readonly HttpClient _client = new(new HttpClientHandler { AllowAutoRedirect = false, UseCookies = false });
    private readonly WebApplication _app;
    private readonly string _path;
    private readonly Uri _target;

    private PathProxy(WebApplication app, string path, Uri target) => (_app, _path, _target) = (app, path, target);

    /// <summary>The address of the app behind it, with a slash at its end.</summary>
    public Uri Address => new($"{_app.Urls.Single()}{_path}/");

    public static async Task<PathProxy> StartAsync(string path, Uri target)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        PathProxy proxy = new(builder.Build(), path, target);
        proxy._app.UseWebSockets();
        proxy._app.Run(proxy.ServeAsync);
        await proxy._app.StartAsync(TestContext.Current.CancellationToken);
        return proxy;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _client.Dispose();
    }

    private Task ServeAsync(HttpContext context) => !context.Request.Path.StartsWithSegments(_path, StringComparison.Ordinal) ? RefuseAsync(context)
        : context.WebSockets.IsWebSocketRequest ? JoinAsync(context)
        : ForwardAsync(context);

    private static Task RefuseAsync(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status404NotFound;
        return context.Response.WriteAsync("another app");
    }

    private Uri TargetOf(HttpContext context, string scheme) => new UriBuilder(_target) { Scheme = scheme, Path = context.Request.Path, Query = context.Request.QueryString.Value }.Uri;

    private async Task ForwardAsync(HttpContext context)
    {
        using HttpRequestMessage request = new(new HttpMethod(context.Request.Method), TargetOf(context, "http"));
        request.Content = context.Request.ContentLength > 0 || context.Request.Headers.TransferEncoding.Count > 0 ? new StreamContent(context.Request.Body) : null;
        foreach ((string name, Microsoft.Extensions.Primitives.StringValues values) in context.Request.Headers.Where(header => !Own.Contains(header.Key)))
        {
            _ = request.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)values) || request.Content?.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)values) == true;
        }

        using HttpResponseMessage response = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, context.RequestAborted);
        context.Response.StatusCode = (int)response.StatusCode;
        foreach ((string name, IEnumerable<string> values) in response.Headers.Concat(response.Content.Headers).Where(header => !Own.Contains(header.Key)))
        {
            context.Response.Headers[name] = values.ToArray();
        }

        if (response.StatusCode != System.Net.HttpStatusCode.NotModified)
        {
            await response.Content.CopyToAsync(context.Response.Body, context.RequestAborted);
        }
    }

    private async Task JoinAsync(HttpContext context)
    {
        using ClientWebSocket target = new();
        foreach (string name in (string[])["Cookie", "Origin", "Host"])
        {
            if (context.Request.Headers.TryGetValue(name, out Microsoft.Extensions.Primitives.StringValues value))
            {
                target.Options.SetRequestHeader(name, value);
            }
        }

        await target.ConnectAsync(TargetOf(context, "ws"), context.RequestAborted);
        using WebSocket browser = await context.WebSockets.AcceptWebSocketAsync();
        await Task.WhenAny(PassAsync(browser, target, context.RequestAborted), PassAsync(target, browser, context.RequestAborted));
    }

    private static async Task PassAsync(WebSocket from, WebSocket to, CancellationToken cancellationToken)
    {
        byte[] buffer = new byte[1 << 16];
        try
        {
            while (await from.ReceiveAsync(buffer, cancellationToken) is { MessageType: not WebSocketMessageType.Close } received)
            {
                await to.SendAsync(buffer.AsMemory(0, received.Count), received.MessageType, received.EndOfMessage, cancellationToken);
            }
        }
        catch (Exception exception) when (exception is WebSocketException or OperationCanceledException)
        {
            // One of the two has gone.
        }
    }
}
