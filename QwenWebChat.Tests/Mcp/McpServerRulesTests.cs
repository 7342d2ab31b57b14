using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using QwenWebChat.App.Mcp.Client;
using QwenWebChat.App.Tools;
using QwenWebChat.Tests.Data;

namespace QwenWebChat.Tests.Mcp;

/// <summary>Servers that cannot be: the settings and the page refuse them with the same words.</summary>
public sealed class McpServerRulesTests
{
    private const string Url = "https://tools.example/mcp";

    public static TheoryData<string, McpServerSettings> Wrong => new()
    {
        { "is without Url and Command; it must be a server with one of them.", new McpServerSettings() },
        { "is with both Url and Command; it must be a server with one of them.", new McpServerSettings { Url = Url, Command = "npx" } },
        { "is with both Url and Arguments or Environment; it must be a server with Headers, or one with a Command.", new McpServerSettings { Url = Url, Arguments = ["x"] } },
        { "is with both Command and Headers; it must be a server with Environment, or one with a Url.", new McpServerSettings { Command = "npx", Headers = { ["A"] = "b" } } },
        { ":Url is tools.example; it must be an address such as https://tools.example/mcp.", new McpServerSettings { Url = "tools.example" } },
        { ":Url is ftp://x; it must be an address such as https://tools.example/mcp.", new McpServerSettings { Url = "ftp://x" } },
        { ":Url is one with a user name or a password; it must be an address without them; a key belongs in Headers.", new McpServerSettings { Url = "https://me:secret@tools.example/mcp" } },
        { ":Command is empty; it must be a program.", new McpServerSettings { Command = " " } },
        { ":Command is too long or of several lines; it must be a program.", new McpServerSettings { Command = "npx\nrm" } },
        { ":Headers is 'X Y'; it must be names of headers.", new McpServerSettings { Url = Url, Headers = { ["X Y"] = "secret" } } },
        { ":Headers is content-type; it must be headers that the protocol does not set itself.", new McpServerSettings { Url = Url, Headers = { ["content-type"] = "secret" } } },
        { ":Headers is MCP-Session-Id; it must be headers that the protocol does not set itself.", new McpServerSettings { Url = Url, Headers = { ["MCP-Session-Id"] = "secret" } } },
        { ":Headers:Authorization is empty; it must be a value.", new McpServerSettings { Url = Url, Headers = { ["Authorization"] = "" } } },
        { ":Headers:Authorization is not a line of ASCII characters; it must be one line of at most 8192 ASCII characters.", new McpServerSettings { Url = Url, Headers = { ["Authorization"] = "secret\r\nX: y" } } },
        { ":Headers:Authorization is not a line of ASCII characters; it must be one line of at most 8192 ASCII characters.", new McpServerSettings { Url = Url, Headers = { ["Authorization"] = "密钥 secret" } } },
        { ":Environment is 'A=B'; it must be names without spaces and equals signs.", new McpServerSettings { Command = "npx", Environment = { ["A=B"] = "secret" } } },
        { ":Environment:A is not a variable's value; it must be a text of at most 8192 characters without null characters.", new McpServerSettings { Command = "npx", Environment = { ["A"] = "secret\0" } } },
        { ":Arguments is one with a null character, or too long; it must be texts of at most 8192 characters.", new McpServerSettings { Command = "npx", Arguments = [new string('x', 8_193)] } },
        { ":Arguments is 65; it must be at most 64.", new McpServerSettings { Command = "npx", Arguments = [.. Enumerable.Repeat("x", 65)] } },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public async Task Wrong_InTheSettingsAndOnThePage_IsRefusedWithTheSameWords(string message, McpServerSettings wrong)
    {
        string end = message.StartsWith(':') ? message : $" {message}";
        ArgumentException inSettings = Assert.Throws<ArgumentException>(new McpOptions { Servers = { ["files"] = wrong } }.Validate);
        using TestDatabase database = new();
        using McpServers servers = ToolChat.CreateServers(new McpOptions(), database, new ToolServers());
        await servers.StartAsync(TestContext.Current.CancellationToken);
        RefusedServerException onThePage = await Assert.ThrowsAsync<RefusedServerException>(() => servers.AddAsync("files", wrong));

        Assert.Equal(($"Servers:files{end}", $"files{end}"), (inSettings.Message, onThePage.Message));
        Assert.DoesNotContain("secret", onThePage.Message, StringComparison.Ordinal);
        Assert.Empty(servers.All);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a b")]
    [InlineData("a_b")]
    [InlineData("文件")]
    [InlineData("a23456789012345678901234567890123")]
    public async Task Name_ThatCannotBe_IsRefused(string name)
    {
        using TestDatabase database = new();
        using McpServers servers = ToolChat.CreateServers(new McpOptions(), database, new ToolServers());

        RefusedServerException refusal = await Assert.ThrowsAsync<RefusedServerException>(() => servers.AddAsync(name, new McpServerSettings { Url = Url }));

        Assert.Equal($"Name is {name}; it must be names of 1 to 32 letters, digits and hyphens.", refusal.Message);
    }

    [Fact]
    public async Task Count_BeyondTheLimit_IsRefused()
    {
        McpOptions many = new() { Servers = Enumerable.Range(0, 64).ToDictionary(number => $"s{number}", _ => new McpServerSettings { Url = "http://127.0.0.1:1/mcp" }) };
        many.Validate();
        Assert.Equal("Servers is 65; it must be at most 64.", Assert.Throws<ArgumentException>(new McpOptions { Servers = many.Servers.Append(new("more", new())).ToDictionary() }.Validate).Message);
        using TestDatabase database = new();
        using McpServers servers = ToolChat.CreateServers(many, database, new ToolServers());
        await servers.StartAsync(TestContext.Current.CancellationToken);

        RefusedServerException refusal = await Assert.ThrowsAsync<RefusedServerException>(() => servers.AddAsync("more", new McpServerSettings { Url = Url }));

        Assert.Equal("The number of servers is 65; it must be at most 64.", refusal.Message);
        await servers.StopAsync(TestContext.Current.CancellationToken);
    }

    [Theory]
    [InlineData(false, "http://localhost:5280", "Programs that are added in the app are not allowed here (Mcp:AllowPrograms).")]
    [InlineData(true, "http://0.0.0.0:5280", "Programs can be added only while the app listens on this machine alone; it listens on http://0.0.0.0:5280.")]
    [InlineData(true, "http://[::]:5280", "Programs can be added only while the app listens on this machine alone; it listens on http://[::]:5280.")]
    [InlineData(true, "http://*:80", "Programs can be added only while the app listens on this machine alone; it listens on http://*:80.")]
    [InlineData(true, "https://192.168.1.7", "Programs can be added only while the app listens on this machine alone; it listens on https://192.168.1.7.")]
    [InlineData(true, "http://localhost:5280", null)]
    [InlineData(true, "http://127.0.0.1:5280", null)]
    [InlineData(true, "https://[::1]:5281", null)]
    [InlineData(true, "http://unix:/run/qwenwebchat.sock", null)]
    public async Task Program_IsAddedOnlyWhereNobodyElseReachesThePage(bool isAllowed, string address, string? message)
    {
        using TestDatabase database = new();
        using WebServer web = new("http://127.0.0.1:5000", address);
        ToolServers board = new();
        using McpServers servers = ToolChat.CreateServers(new McpOptions { AllowPrograms = isAllowed }, database, board, web: web);
        await servers.AddAsync("files", new McpServerSettings { Url = "http://127.0.0.1:1/mcp" });
        Func<Task>[] changes =
        [
            () => servers.AddAsync("program", new McpServerSettings { Command = "/nowhere/server" }),
            () => servers.UpdateAsync("files", new McpServerSettings { Command = "/nowhere/server" }),
        ];

        foreach (Func<Task> change in changes)
        {
            Assert.Equal(message, (await Record.ExceptionAsync(change))?.Message);
        }

        Assert.Equal(message is null ? 2 : 0, servers.All.Count(server => server.Settings.Command is not null));
        await servers.StopAsync(TestContext.Current.CancellationToken);
    }

    private sealed class WebServer : IServer, IServerAddressesFeature
    {
        public WebServer(params string[] addresses)
        {
            Addresses = addresses;
            Features.Set<IServerAddressesFeature>(this);
        }

        public IFeatureCollection Features { get; } = new FeatureCollection();

        public ICollection<string> Addresses { get; }

        public bool PreferHostingUrls { get; set; }

        public Task StartAsync<TContext>(IHttpApplication<TContext> application, CancellationToken cancellationToken)
            where TContext : notnull => throw new NotSupportedException();

        public Task StopAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

        public void Dispose()
        {
        }
    }
}
