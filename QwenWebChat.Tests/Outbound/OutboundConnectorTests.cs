using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using QwenWebChat.App.Mcp.Client;
using QwenWebChat.App.Monitoring.Alerts;
using QwenWebChat.App.Outbound;
using QwenWebChat.App.Tools;
using QwenWebChat.Tests.Hosting;
using QwenWebChat.Tests.Mcp;
using QwenWebChat.Tests.Monitoring;

namespace QwenWebChat.Tests.Outbound;

/// <summary>Connections of the app to addresses that people entered, with real servers on this machine.</summary>
[Slow]
public sealed class OutboundConnectorTests
{
    private const string Refusal = " is on this machine or in a private network. To allow it, add localhost to the setting Outbound:PrivateHosts.";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Connect_ThisMachineNamed_IsMade()
    {
        await using ReceivingServer server = await ReceivingServer.StartAsync();

        Assert.Null(await FailureAsync(Connector("localhost"), server.Address));
        await server.NextAsync();
    }

    [Theory]
    [InlineData("http://127.0.0.1:{0}/")]
    [InlineData("http://localhost:{0}/")]
    [InlineData("http://2130706433:{0}/")]
    [InlineData("http://[::ffff:127.0.0.1]:{0}/")]
    [InlineData("http://0.0.0.0:{0}/")]
    public async Task Connect_ThisMachineNotNamed_IsRefusedInEachNotation(string address)
    {
        await using ReceivingServer server = await ReceivingServer.StartAsync();

        PrivateAddressException? refusal = await FailureAsync(Connector(""), Format(address, server));

        Assert.Contains("is on this machine or in a private network. To allow it, add ", refusal!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Connect_NameThatLeadsToThisMachine_IsRefusedAlthoughThisMachineIsNamed()
    {
        await using ReceivingServer server = await ReceivingServer.StartAsync();
        OutboundConnector connector = Connector("localhost", (_, _) => Task.FromResult<IPAddress[]>([IPAddress.Loopback]));

        PrivateAddressException? refusal = await FailureAsync(connector, Format("http://rebinding.example:{0}/", server));

        Assert.Equal("rebinding.example (127.0.0.1) is on this machine or in a private network. To allow it, add rebinding.example to the setting Outbound:PrivateHosts.", refusal!.Message);
    }

    [Fact]
    public async Task Connect_NameWhoseAddressChanges_IsCheckedEachTime()
    {
        await using ReceivingServer server = await ReceivingServer.StartAsync();
        Queue<string> answers = new(["127.0.0.1", "127.0.0.2"]);
        OutboundConnector connector = Connector("127.0.0.1", (_, _) => Task.FromResult<IPAddress[]>([IPAddress.Parse(answers.Dequeue())]));

        Assert.Null(await FailureAsync(connector, Format("http://rebinding.example:{0}/", server)));
        Assert.NotNull(await FailureAsync(connector, Format("http://rebinding.example:{0}/", server)));
    }

    [Fact]
    public async Task Connect_NameWithSeveralAddresses_ReachesTheAllowedOneAlone()
    {
        await using ReceivingServer server = await ReceivingServer.StartAsync();
        OutboundConnector connector = Connector("127.0.0.1", (_, _) => Task.FromResult<IPAddress[]>([IPAddress.Parse("10.255.255.1"), IPAddress.Loopback]));

        Assert.Null(await FailureAsync(connector, Format("http://tools.example:{0}/", server)));
        await server.NextAsync();
    }

    [Fact]
    public async Task Connect_RedirectToAnotherHost_IsChecked()
    {
        await using ReceivingServer target = await ReceivingServer.StartAsync();
        await using ReceivingServer first = await ReceivingServer.StartAsync((_, context) =>
        {
            context.Response.Redirect(Format("http://second.example:{0}/secret", target));
            return Task.CompletedTask;
        });
        OutboundConnector connector = Connector("first.example", (_, _) => Task.FromResult<IPAddress[]>([IPAddress.Loopback]));

        PrivateAddressException? refusal = await FailureAsync(connector, Format("http://first.example:{0}/", first));

        Assert.StartsWith("second.example (127.0.0.1)", refusal!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task McpServer_OnThisMachine_IsRefusedWithTheSettingThatAllowsIt()
    {
        await using TestMcpServer server = await TestMcpServer.StartAsync();
        using WebAppFactory app = new(("Model:Path", "/no/such/model"));
        ToolServers board = app.Services.GetRequiredService<ToolServers>();
        TaskCompletionSource<string> problem = new(TaskCreationOptions.RunContinuationsAsynchronously);
        board.Changed += () =>
        {
            if (board.All.FirstOrDefault(entry => entry.Name == "files")?.Problem is { } found)
            {
                problem.TrySetResult(found);
            }
        };

        await app.Services.GetRequiredService<McpServers>().AddAsync("files", new McpServerSettings { Url = server.Address.ToString() });

        Assert.Equal($"127.0.0.1{Refusal}", await problem.Task.WaitAsync(WaitLimit.Value, Cancellation));
    }

    [Fact]
    public async Task Webhook_OnThisMachine_IsRefused()
    {
        await using ReceivingServer server = await ReceivingServer.StartAsync();
        using WebAppFactory app = new(("Model:Path", "/no/such/model"));
        using HttpClient client = app.Services.GetRequiredService<IHttpClientFactory>().CreateClient(AlertWebhook.ClientName);

        HttpRequestException exception = await Assert.ThrowsAsync<HttpRequestException>(() => client.GetAsync(new Uri(server.Address), Cancellation));

        Assert.StartsWith($"127.0.0.1{Refusal}", exception.Message, StringComparison.Ordinal);
    }

    private static OutboundConnector Connector(string privateHosts, Func<string, CancellationToken, Task<IPAddress[]>>? resolve = null) =>
        new(Options.Create(new OutboundOptions { PrivateHosts = privateHosts }), resolve);

    private static string Format(string address, ReceivingServer server) =>
        string.Format(System.Globalization.CultureInfo.InvariantCulture, address, new Uri(server.Address).Port);

    private static async Task<PrivateAddressException?> FailureAsync(OutboundConnector connector, string address)
    {
        using HttpClient client = new(connector.CreateHandler());
        try
        {
            using HttpResponseMessage response = await client.GetAsync(new Uri(address), Cancellation);
            return null;
        }
        catch (HttpRequestException exception) when (exception.InnerException is PrivateAddressException refusal)
        {
            return refusal;
        }
    }
}
