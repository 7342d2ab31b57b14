using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace QwenWebChat.UiLoad;

/// <summary>The scripted app in its own process, with an empty database, on a free local port.</summary>
internal sealed class AppProcess : IAsyncDisposable
{
    private const string Announcement = "Now listening on: ";
    private const string AppName = "QwenWebChat.App";

    private readonly Process _process;
    private readonly string _data;

    private AppProcess(Process process, string data)
    {
        _process = process;
        _data = data;
    }

    public Uri Address { get; private set; } = null!;

    /// <exception cref="IOException">The process ended before it listened.</exception>
    public static async Task<AppProcess> StartAsync(double tokensPerSecond, CancellationToken cancellationToken)
    {
        string data = Directory.CreateTempSubdirectory("qwenwebchat-").FullName;
        // Uses the app's own runtime configuration, so that the garbage collector and the compiler run as they do there.
        ProcessStartInfo start = new("dotnet",
        [
            "exec", "--runtimeconfig", Beside(AppName + ".runtimeconfig.json"), Beside("QwenWebChat.UiLoad.dll"),
            "ui-app", "--tokens-per-second", tokensPerSecond.ToString(CultureInfo.InvariantCulture),
            "--Urls", "http://127.0.0.1:0", "--Data:Path", Path.Combine(data, "chat.db"), "--Hosting:MaxCircuits", "10000",
        ])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Checkout(),
        };
        AppProcess app = new(Process.Start(start)!, data);
        try
        {
            app.Address = await app.ListeningAsync(cancellationToken).ConfigureAwait(false);
            return app;
        }
        catch
        {
            await app.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync().ConfigureAwait(false);
        _process.Dispose();
        Directory.Delete(_data, recursive: true);
    }

    private static string Beside(string file) => Path.Combine(AppContext.BaseDirectory, file);

    // Returns the folder of appsettings.json and wwwroot/.
    private static string Checkout()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "QwenWebChat.sln")))
            {
                return folder.FullName;
            }
        }

        throw new IOException($"{AppContext.BaseDirectory}: no folder above it holds QwenWebChat.sln; ui runs the app of a checkout.");
    }

    private async Task<Uri> ListeningAsync(CancellationToken cancellationToken)
    {
        StringBuilder output = new();
        Task<string> errors = _process.StandardError.ReadToEndAsync(CancellationToken.None);
        while (await _process.StandardOutput.ReadLineAsync(cancellationToken).ConfigureAwait(false) is { } line)
        {
            output.AppendLine(line);
            int index = line.IndexOf(Announcement, StringComparison.Ordinal);
            if (index >= 0)
            {
                // Reads and discards the rest of the log, because a full pipe would block the app.
                _ = _process.StandardOutput.BaseStream.CopyToAsync(Stream.Null, CancellationToken.None);
                return new Uri(line[(index + Announcement.Length)..].Trim());
            }
        }

        throw new IOException($"The app ended before it listened: {await errors.ConfigureAwait(false)}{output}".Trim());
    }
}
