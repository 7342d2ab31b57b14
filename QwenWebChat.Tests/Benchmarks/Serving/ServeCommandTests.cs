using System.Text.Json;
using System.Text.Json.Nodes;
using QwenWebChat.Tests.Checkpoints;

namespace QwenWebChat.Tests.Benchmarks.Serving;

/// <summary>What a served load reports; not how fast it was.</summary>
[Slow]
public sealed class ServeCommandTests
{
    [Theory]
    [InlineData("--users", "0", "--users is 0; it must be 1 to 1000.")]
    [InlineData("--prompt", "0", "--prompt is 0; it must be at least 1.")]
    [InlineData("--new", "0", "--new is 0; it must be at least 1.")]
    [InlineData("--think", "-1", "--think is -1; it must be 0 to 3600.")]
    [InlineData("--requests", "0", "--requests is 0; it must be 1 to 100000.")]
    [InlineData("--turns", "0", "--turns is 0; it must be 1 to 1000.")]
    [InlineData("--shared", "201", "--shared is 201; it must be 0 to 200, the tokens of a prompt.")]
    [InlineData("--kv-cache", "int2", "KvCache is 'int2'; it must be auto, float32, bfloat16 or int8.")]
    [InlineData("--threads", "0", "ThreadCount is 0; it must be 1 to 1024.")]
    [InlineData("--url", "localhost", "--url is localhost; it must be a web address such as http://localhost:8000/v1.")]
    public async Task Serve_BadSetting_IsRefusedBeforeTheModelIsOpened(string option, string value, string message)
    {
        using TemporaryFolder folder = new();

        await CommandRun.Benchmarks.IsRefusedAsync(message, "serve", "--model", folder.At("none"), option, value);
    }

    [Fact]
    public async Task Serve_LongerThanTheContext_IsRefused()
    {
        await CommandRun.Benchmarks.IsRefusedAsync(
            "3 turns of 700 and 10 tokens are 2130; the context is 2048 tokens.",
            "serve", "--model", UntrainedModel.Folder, "--prompt", "700", "--new", "10", "--turns", "3");
    }

    [Fact]
    public async Task Serve_UsersWithTurnsAndASharedStart_CountsWhatTheyAskedFor()
    {
        JsonElement figures = await CommandRun.Benchmarks.JsonAsync(
            "serve", "--model", UntrainedModel.Folder, "--users", "3", "--requests", "2", "--turns", "2", "--prompt", "40", "--shared", "32", "--new", "5", "--think", "0.001");

        // First turns have 40 tokens, second ones 40 + 5 + 40.
        Assert.Equal(12, figures.GetProperty("requestCount").GetInt32());
        Assert.Equal(6 * (40 + 85), figures.GetProperty("promptTokens").GetInt32());
        Assert.Equal(12 * 5, figures.GetProperty("newTokens").GetInt32());
        Assert.Equal(0, figures.GetProperty("refusalCount").GetInt32());
        foreach (string name in new[] { "timeToFirstToken", "interTokenLatency", "longestGap", "endToEnd" })
        {
            double[] times = [.. new[] { "p50", "p95", "p99" }.Select(share => figures.GetProperty(name).GetProperty(share).GetDouble())];
            Assert.Equal(times.Order(), times);
            Assert.True(times[0] > 0, name);
        }

        JsonElement engine = figures.GetProperty("engine");
        Assert.Equal(figures.GetProperty("cachedTokens").GetInt64() / (6 * 125.0), engine.GetProperty("prefixHitRate").GetDouble(), 1e-9);
        Assert.True(engine.GetProperty("prefixHitRate").GetDouble() > 0);
        Assert.InRange(engine.GetProperty("occupancy").GetDouble(), 1e-9, 1);
        Assert.InRange(engine.GetProperty("stepOverhead").GetDouble(), 1e-9, 1);
        Assert.True(engine.GetProperty("stepCount").GetInt64() >= 4 * 5);
    }

    [Fact]
    public async Task Serve_OneNewToken_HasNoGaps()
    {
        (int exitCode, string output, _) = await CommandRun.Benchmarks.RunAsync(
            "serve", "--model", UntrainedModel.Folder, "--users", "1", "--requests", "1", "--prompt", "5", "--new", "1");

        Assert.Equal(0, exitCode);
        Assert.Contains("1 requests in", output, StringComparison.Ordinal);
        Assert.Matches(@"(?m)^longest gap, ms\s*$", output);
    }

    [Fact]
    public async Task Serve_Url_AsksThatServerAndSendsTheConversation()
    {
        await using CompletionsServer server = await CompletionsServer.StartAsync(refusals: 1);

        JsonElement figures = await CommandRun.Benchmarks.JsonAsync(
            "serve", "--model", "m", "--url", server.Address, "--users", "1", "--requests", "1", "--turns", "2", "--prompt", "6", "--new", "3");

        Assert.Equal(["m", "m"], server.Requests.Select(request => request["model"]!.GetValue<string>()));
        string[] prompts = [.. server.Requests.Select(request => request["prompt"]!.GetValue<string>())];
        Assert.StartsWith(prompts[0] + " word word word ", prompts[1], StringComparison.Ordinal);
        Assert.Equal((2, 1), (figures.GetProperty("requestCount").GetInt32(), figures.GetProperty("refusalCount").GetInt32()));
        Assert.Equal((6 + 15, 6, 2), (figures.GetProperty("promptTokens").GetInt32(), figures.GetProperty("newTokens").GetInt32(), figures.GetProperty("cachedTokens").GetInt32()));
        Assert.Equal(JsonValueKind.Null, figures.GetProperty("engine").ValueKind);
    }

    [Fact]
    public async Task Serve_UrlThatIsNotThere_IsOneLine()
    {
        (int exitCode, _, string[] errors) = await CommandRun.Benchmarks.RunAsync("serve", "--model", "m", "--url", "http://127.0.0.1:1/v1", "--users", "1");

        Assert.Equal(CommandRun.BadInput, exitCode);
        Assert.Single(errors);
    }
}
