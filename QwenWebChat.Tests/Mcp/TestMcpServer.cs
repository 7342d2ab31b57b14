using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace QwenWebChat.Tests.Mcp;

/// <summary>A server of the official package on a free loopback port, with tools that a test scripts.</summary>
internal sealed class TestMcpServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private TestMcpServer(WebApplication app)
    {
        _app = app;
    }

    /// <summary>The tools by name, with their schemas.</summary>
    public ConcurrentDictionary<string, string> Schemas { get; } = new() { ["echo"] = """{"type":"object","properties":{"text":{"type":"string"}},"required":["text"]}""" };

    /// <summary>The arguments of all calls.</summary>
    public ConcurrentQueue<string> Calls { get; } = [];

    /// <summary>The header <c>Authorization</c> of the last request.</summary>
    public string? Authorization { get; private set; }

    /// <summary>Runs a call; by default it returns its arguments.</summary>
    public Func<CallToolRequestParams, CancellationToken, Task<CallToolResult>> OnCall { get; set; } = (call, _) => Task.FromResult(Text(JsonSerializer.Serialize(call.Arguments)));

    public Uri Address => new($"{_app.Urls.Single()}/mcp");

    public static CallToolResult Text(string text) => new() { Content = [new TextContentBlock { Text = text }] };

    /// <param name="port">0 for a free one.</param>
    public static async Task<TestMcpServer> StartAsync(int port = 0)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls($"http://127.0.0.1:{port}");
        TestMcpServer? server = null;
        builder.Services.AddMcpServer().WithHttpTransport()
            .WithListToolsHandler((_, _) => ValueTask.FromResult(new ListToolsResult { Tools = [.. server!.Schemas.Select(entry => new Tool { Name = entry.Key, Description = $"Does {entry.Key}.", InputSchema = JsonElement.Parse(entry.Value) })] }))
            .WithCallToolHandler(async (context, cancellationToken) => await server!.CallAsync(context.Params!, cancellationToken));
        WebApplication app = builder.Build();
        server = new TestMcpServer(app);
        app.Use((http, next) =>
        {
            server.Authorization = http.Request.Headers.Authorization;
            return next(http);
        });
        app.MapMcp("/mcp");
        await app.StartAsync(TestContext.Current.CancellationToken);
        return server;
    }

    public async ValueTask DisposeAsync()
    {
        // Open calls are cut off.
        using CancellationTokenSource now = new();
        await now.CancelAsync();
        await _app.StopAsync(now.Token);
        await _app.DisposeAsync();
    }

    private Task<CallToolResult> CallAsync(CallToolRequestParams call, CancellationToken cancellationToken)
    {
        Calls.Enqueue($"{call.Name}{JsonSerializer.Serialize(call.Arguments)}");
        return OnCall(call, cancellationToken);
    }
}
