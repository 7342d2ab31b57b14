using System.Diagnostics;
using System.Security.Cryptography;
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
        string folder = await InstallAsync(npm);
        string output = await RunAsync(node, folder, Path.Combine(folder, "clients.mjs"), _app.Address.ToString(), ApiApp.Alias);
        _results = output.Split('\n').Where(line => line.StartsWith("{\"name\"", StringComparison.Ordinal)).Select(line => JsonElement.Parse(line))
            .ToDictionary(line => line.GetProperty("name").GetString()!, line => line.GetProperty("result"));
    }

    public ValueTask DisposeAsync() => _results is null ? ValueTask.CompletedTask : _app.DisposeAsync();

    // Once for each lock file, beside the tests.
    private static async Task<string> InstallAsync(string npm)
    {
        byte[] hash = SHA256.HashData(await File.ReadAllBytesAsync(Path.Combine(Sources, "package-lock.json")));
        string folder = Path.Combine(AppContext.BaseDirectory, "npm-clients", Convert.ToHexStringLower(hash.AsSpan(0, 8)));
        Directory.CreateDirectory(folder);
        foreach (string file in (string[])["package.json", "package-lock.json", "clients.mjs"])
        {
            File.Copy(Path.Combine(Sources, file), Path.Combine(folder, file), overwrite: true);
        }

        string done = Path.Combine(folder, "installed");
        if (!File.Exists(done))
        {
            await RunAsync(npm, folder, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error");
            await File.WriteAllTextAsync(done, "");
        }

        return folder;
    }

    private static async Task<string> RunAsync(string program, string folder, params string[] arguments)
    {
        ProcessStartInfo start = new(program, arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"{Path.GetFileName(program)} {arguments[0]} ended with {process.ExitCode}: {await error}");
        return await output;
    }
}
