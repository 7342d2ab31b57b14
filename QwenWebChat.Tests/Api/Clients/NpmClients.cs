using System.Text.Json;

namespace QwenWebChat.Tests.Api.Clients;

/// <summary>The results of npm's clients, which <c>clients.mjs</c> runs one after another against the app with the demo model.</summary>
public sealed class NpmClients : IAsyncLifetime
{
    private static readonly string Sources = Path.Combine(BuiltApp.Repository, "QwenWebChat.Tests", "Api", "Clients");

    private readonly ApiApp _app = new();
    private Dictionary<string, JsonElement>? _results;

    /// <summary>The name of the app's model.</summary>
    public string Model => _app.Model;

    /// <summary>The result that a client reported for a scenario.</summary>
    public JsonElement this[string scenario]
    {
        get
        {
            InstalledPrograms.SkipUnless(_results is not null, InstalledPrograms.Npm);
            return _results![scenario];
        }
    }

    public async ValueTask InitializeAsync()
    {
        if (InstalledPrograms.Find("node") is not { } node || InstalledPrograms.Find("npm") is not { } npm)
        {
            return;
        }

        await _app.InitializeAsync();
        string folder = await NpmFolder.InstallAsync(npm, Sources, "clients.mjs");
        (int exitCode, string output, string error) = await NpmFolder.RunAsync(node, folder, Path.Combine(folder, "clients.mjs"), _app.Address.ToString(), ApiApp.Alias);
        Assert.True(exitCode == 0, $"clients.mjs ended with {exitCode}: {error}");
        _results = output.Split('\n').Where(line => line.StartsWith("{\"name\"", StringComparison.Ordinal)).Select(line => JsonElement.Parse(line))
            .ToDictionary(line => line.GetProperty("name").GetString()!, line => line.GetProperty("result"));
    }

    public ValueTask DisposeAsync() => _results is null ? ValueTask.CompletedTask : _app.DisposeAsync();
}
