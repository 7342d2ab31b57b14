using System.Diagnostics;
using QwenWebChat.Tests.Data;

namespace QwenWebChat.Tests.Browser;

/// <summary>The built app as a process of its own, on a free loopback port, with an empty database.</summary>
internal sealed class RunningApp : IAsyncDisposable
{
    private const string Announcement = "Now listening on: ";

    private readonly Process _process;
    private readonly string _data;

    private RunningApp(Process process, string data, string url)
    {
        _process = process;
        _data = data;
        Url = url;
    }

    public string Url { get; }

    public static async Task<RunningApp> StartAsync(params string[] arguments)
    {
        string data = Directory.CreateTempSubdirectory("qwenwebchat-").FullName;
        string database = Path.Combine(data, "chat.db");
        PreparedDatabase.CopyTo(database);
        ProcessStartInfo start = new("dotnet", [BuiltApp.Path, "--Urls", "http://127.0.0.1:0", "--Data:Path", database, .. arguments])
        {
            RedirectStandardOutput = true,
            WorkingDirectory = BuiltApp.Repository,
        };
        Process process = Process.Start(start)!;
        while (await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
        {
            int index = line.IndexOf(Announcement, StringComparison.Ordinal);
            if (index >= 0)
            {
                // The rest of the log is read away, or a full pipe would stop the app.
                _ = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
                return new RunningApp(process, data, line[(index + Announcement.Length)..].Trim());
            }
        }

        throw new InvalidOperationException("The app ended before it listened.");
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
        Directory.Delete(_data, recursive: true);
    }
}
