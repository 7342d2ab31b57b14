using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using QwenWebChat.App.Monitoring.Alerts;
using QwenWebChat.Tests.Hosting;

namespace QwenWebChat.Tests.Monitoring.Alerts;

public sealed class AlertWebhookTests : IAsyncDisposable
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan SecondPause = TimeSpan.FromSeconds(5);

    private readonly WatchedTime _time = new();
    private readonly NotedLogger<AlertWebhook> _logger = new();
    private readonly AlertBoard _board = new(new AlertOptions { HoldSeconds = 0 });
    private readonly ServiceProvider _services = new ServiceCollection().AddHttpClient().BuildServiceProvider();
    private int _second;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Changed_Twice_PostsBothInOrder()
    {
        await using ReceivingServer server = await ReceivingServer.StartAsync();
        using AlertWebhook webhook = await StartAsync($"{server.Address}/hook?key=1");

        Observe(0.97);
        Observe(0.2);
        ReceivedPost firing = await server.NextAsync();
        ReceivedPost resolved = await server.NextAsync();

        Assert.Equal(("/hook", "application/json; charset=utf-8"), (firing.Path, firing.Headers["Content-Type"]));
        Assert.True(firing.Headers.ContainsKey("Content-Length"));
        Assert.Equal(
            $$"""{"status":"firing","rule":"KvShare","value":0.97,"threshold":0.95,"since":"2026-01-01T12:00:00+00:00","instance":"{{Environment.MachineName}}"}""",
            Json(firing).ToJsonString(new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }));
        Assert.Equal(("resolved", 0.2), ((string)Json(resolved)["status"]!, (double)Json(resolved)["value"]!));
        await webhook.StopAsync(Cancellation);
    }

    [Fact]
    public async Task Changed_ReceiverFailsTwice_IsTriedAThirdTime()
    {
        await using ReceivingServer server = await ReceivingServer.StartAsync(FailFirst(2));
        using AlertWebhook webhook = await StartAsync(server.Address);

        Observe(1);
        await server.NextAsync();
        await _time.PassAsync(FirstPause);
        await server.NextAsync();
        await _time.PassAsync(SecondPause);
        ReceivedPost third = await server.NextAsync();
        Observe(0);

        Assert.Equal("firing", (string)Json(third)["status"]!);
        Assert.Equal("resolved", (string)Json(await server.NextAsync())["status"]!);
        Assert.Empty(_logger.Lines);
        await webhook.StopAsync(Cancellation);
    }

    [Fact]
    public async Task Changed_ReceiverAlwaysFails_IsLoggedOnceWithoutTheKey()
    {
        await using ReceivingServer server = await ReceivingServer.StartAsync(FailFirst(3));
        using AlertWebhook webhook = await StartAsync($"{server.Address}/secret");

        Observe(1);
        await _time.PassAsync(FirstPause);
        await _time.PassAsync(SecondPause);
        Observe(0);
        string[] told = [await StatusAsync(server), await StatusAsync(server), await StatusAsync(server), await StatusAsync(server)];

        Assert.Equal(["firing", "firing", "firing", "resolved"], told);
        Assert.Equal(["Alert KvShare (firing) could not be sent to the webhook at 127.0.0.1 after 3 attempts: the status was 503"], _logger.Lines);
        await webhook.StopAsync(Cancellation);
    }

    [Fact]
    public async Task Changed_ReceiverNeverAnswers_IsTriedAgainAfterTenSeconds()
    {
        await using ReceivingServer server = await ReceivingServer.StartAsync((request, context) => request == 0 ? UntilGivenUpAsync(context) : Task.CompletedTask);
        using AlertWebhook webhook = await StartAsync(server.Address);

        Observe(1);
        await server.NextAsync();
        await _time.PassAsync(TimeSpan.FromSeconds(10));
        await _time.PassAsync(FirstPause);

        Assert.Equal("firing", await StatusAsync(server));
        await webhook.StopAsync(Cancellation);
    }

    [Fact]
    public async Task Changed_MoreThanTheQueueHolds_KeepsTheLastAndBlocksNobody()
    {
        await using ReceivingServer server = await ReceivingServer.StartAsync((request, context) => request == 0 ? UntilGivenUpAsync(context) : Task.CompletedTask);
        using AlertWebhook webhook = await StartAsync(server.Address);
        Observe(1);
        await server.NextAsync();

        // 64 wait at most.
        for (int i = 0; i < 40; i++)
        {
            Observe(0);
            Observe(1);
        }

        Assert.Equal(16, _logger.Lines.Count);
        await webhook.StopAsync(Cancellation);
    }

    [Fact]
    public async Task Start_NoAddress_AsksForNoClient()
    {
        using AlertWebhook webhook = await StartAsync("");

        Observe(1);

        Assert.Null(webhook.ExecuteTask);
        await webhook.StopAsync(Cancellation);
    }

    [Fact]
    public async Task App_BoardChanges_TellsTheAddressOfTheSettings()
    {
        await using ReceivingServer server = await ReceivingServer.StartAsync();
        using WebAppFactory app = new(("Model:Path", "/no/such/model"), ("Monitoring:Alerts:Webhook", server.Address), ("Monitoring:Alerts:HoldSeconds", "0"), ("Monitoring:Alerts:KvShare", ""), ("Outbound:PrivateHosts", "localhost"));
        AlertBoard board = app.Services.GetRequiredService<AlertBoard>();

        board.Observe(new AlertReading { At = Start, KvShare = 1, ErrorShare = 0.5 });

        Assert.Equal("ErrorShare", (string)Json(await server.NextAsync())["rule"]!);
    }

    public ValueTask DisposeAsync() => _services.DisposeAsync();

    private static Func<int, HttpContext, Task> FailFirst(int count) => (request, context) =>
    {
        context.Response.StatusCode = request < count ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    };

    private static async Task UntilGivenUpAsync(HttpContext context)
    {
        TaskCompletionSource gone = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using CancellationTokenRegistration registration = context.RequestAborted.Register(gone.SetResult);
        await gone.Task;
    }

    private static JsonNode Json(ReceivedPost post) => JsonNode.Parse(post.Body)!;

    private static async Task<string> StatusAsync(ReceivingServer server) => (string)Json(await server.NextAsync())["status"]!;

    private void Observe(double share) => _board.Observe(new AlertReading { At = Start.AddSeconds(_second++), KvShare = share });

    private async Task<AlertWebhook> StartAsync(string address)
    {
        AlertWebhook webhook = new(
            _board, Options.Create(new AlertOptions { Webhook = address }), _services.GetRequiredService<IHttpClientFactory>(), _time, _logger);
        await webhook.StartAsync(Cancellation);
        return webhook;
    }
}
