using System.Net;
using System.Net.Sockets;
using Bunit;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using QwenWebChat.App.Components.Admin.Servers;
using QwenWebChat.App.Mcp.Client;
using QwenWebChat.App.Tools;
using QwenWebChat.Tests.Chat;
using QwenWebChat.Tests.Data;

namespace QwenWebChat.Tests.Components.Admin;

/// <summary>The page of tool servers in each of its states.</summary>
public sealed class ToolServersPageTests
{
    private const string Secret = "Bearer 5ecret-of-the-test";

    private static readonly McpServerSettings Nowhere = new() { Url = "http://127.0.0.1:1/mcp", Headers = { ["Authorization"] = Secret } };

    [Theory]
    [InlineData("en", "No tool servers yet", "Add server")]
    [InlineData("zh-Hans", "还没有工具服务器", "添加服务器")]
    public async Task Page_NoServers_SaysWhatTheyAre(string culture, string title, string add)
    {
        await using UiContext ui = new(culture);

        IRenderedComponent<ToolServersPage> page = ui.Render<ToolServersPage>();

        Assert.Equal((title, add), (page.Find("[data-testid=servers-none] h2").TextContent, page.Find("[data-testid=server-add]").TextContent));
    }

    [Theory]
    [InlineData("en", "Connecting…|It has ended. Next attempt at |Connected, 1 tool, 1 left out|Off", "Connected, 0 tools")]
    [InlineData("zh-Hans", "正在连接…|It has ended. 下次尝试：|已连接，1 个工具，1 个未采用|已关闭", "已连接，0 个工具")]
    public async Task Server_EachState_IsOneLine(string culture, string lines, string none)
    {
        // It accepts connections and never answers, so that the connection publishes nothing of its own.
        using TcpListener silent = new(IPAddress.Loopback, 0);
        silent.Start();
        await using UiContext ui = new(culture);
        ui.Services.AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection([new("Mcp:ConnectSeconds", "3600"), new("Outbound:PrivateHosts", "127.0.0.1")]).Build());
        McpServers servers = ui.Services.GetRequiredService<McpServers>();
        ToolServers board = ui.Services.GetRequiredService<ToolServers>();
        await servers.AddAsync("files", new McpServerSettings { Url = $"http://{silent.LocalEndpoint}/mcp" });
        IRenderedComponent<ToolServersPage> page = ui.Render<ToolServersPage>();
        string[] expected = lines.Split('|');
        await ShowAsync(new ToolServer("files") { IsConnecting = true }, expected[0], "connecting");
        await ShowAsync(new ToolServer("files") { Problem = "It has ended.", RetryAt = TimeProvider.System.GetUtcNow() }, expected[1], "failed");
        await ShowAsync(new ToolServer("files") { Tools = [ScriptedTool.Saying("files__echo", "hi")], LeftOut = ["bad: no."], Problem = "Left out: bad: no." }, expected[2], "connected");
        Assert.Equal(("echo", "bad: no."), (page.Find(".server-tool").TextContent, page.Find("[data-testid=server-left-out]").TextContent));
        await ShowAsync(new ToolServer("files"), none, "connected");

        page.Find("[data-testid=server-switch]").Change(false);

        page.WaitForAssertion(() => Assert.Equal(("off", expected[3]), (page.Find(".server").GetAttribute("data-state"), page.Find("[data-testid=server-state]").TextContent)));
        Assert.Empty(page.FindAll("[data-testid=server-connect]"));
        await servers.StopAsync(TestDatabase.Cancellation);

        async Task ShowAsync(ToolServer state, string line, string name)
        {
            await page.InvokeAsync(() => board.Set(state));
            page.WaitForAssertion(() =>
            {
                Assert.Equal(name, page.Find(".server").GetAttribute("data-state"));
                Assert.StartsWith(line, page.Find("[data-testid=server-state]").TextContent, StringComparison.Ordinal);
            });
        }
    }

    [Fact]
    public async Task Server_WithSecrets_ShowsTheirNamesAlone()
    {
        await using UiContext ui = new();
        McpServers servers = ui.Services.GetRequiredService<McpServers>();
        await servers.AddAsync("files", Nowhere);

        IRenderedComponent<ToolServersPage> page = ui.Render<ToolServersPage>();

        Assert.Equal("Authorization = ••••••", page.Find("[data-testid=server-secrets] code").TextContent);
        Assert.DoesNotContain(Secret, page.Markup, StringComparison.Ordinal);
        await servers.StopAsync(TestDatabase.Cancellation);
    }
}
