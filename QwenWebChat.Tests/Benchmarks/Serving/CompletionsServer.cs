using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace QwenWebChat.Tests.Benchmarks.Serving;

/// <summary>A server with OpenAI's <c>/v1/completions</c>, each answer a word for each token, busy at first when told so.</summary>
internal sealed class CompletionsServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private int _refusals;

    private CompletionsServer(WebApplication app, int refusals)
    {
        _app = app;
        _refusals = refusals;
    }

    /// <summary>Bodies of the requests that were taken.</summary>
    public List<JsonNode> Requests { get; } = [];

    public string Address => $"{_app.Urls.Single()}/v1";

    public static async Task<CompletionsServer> StartAsync(int refusals = 0)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        CompletionsServer server = new(builder.Build(), refusals);
        server._app.MapPost("/v1/completions", server.AnswerAsync);
        await server._app.StartAsync(TestContext.Current.CancellationToken);
        return server;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        if (_refusals-- > 0)
        {
            context.Response.StatusCode = StatusCodes.Status429TooManyRequests;
            context.Response.Headers.RetryAfter = "0";
            return;
        }

        JsonNode body = (await JsonSerializer.DeserializeAsync<JsonNode>(context.Request.Body))!;
        Requests.Add(body);
        int tokens = body["max_tokens"]!.GetValue<int>();
        context.Response.ContentType = "text/event-stream";
        for (int i = 0; i < tokens; i++)
        {
            await context.Response.WriteAsync("""data: {"choices":[{"text":" word"}],"usage":null}""" + "\n\n");
            await context.Response.Body.FlushAsync();
        }

        int prompt = body["prompt"]!.GetValue<string>().Split(' ').Length - 1;
        string usage = $$$"""{"prompt_tokens":{{{prompt}}},"completion_tokens":{{{tokens}}},"prompt_tokens_details":{"cached_tokens":1}}""";
        await context.Response.WriteAsync($"data: {{\"choices\":[],\"usage\":{usage}}}\n\ndata: [DONE]\n\n");
    }
}
