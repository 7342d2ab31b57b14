using System.Diagnostics;
using System.Text;

namespace QwenWebChat.Tests.Hosting;

/// <summary>The built app as a process of its own over a given database, which a test may stop or kill.</summary>
internal sealed class AppProcess : IAsyncDisposable
{
    private const string Announcement = "Now listening on: ";

    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly TaskCompletionSource<string?> _url = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _stopping = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _reading;
    private readonly Task<string> _error;

    public AppProcess(string database, params string[] arguments)
        : this(BuiltApp.Path, BuiltApp.Repository, database, arguments)
    {
    }

    /// <param name="program">The full path of the app's assembly.</param>
    /// <param name="folder">The working folder.</param>
    public AppProcess(string program, string folder, string database, string[] arguments)
    {
        ProcessStartInfo start = new("dotnet", [program, "--Urls", "http://127.0.0.1:0", "--Data:Path", database, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder,
        };
        _process = Process.Start(start)!;
        _error = _process.StandardError.ReadToEndAsync(CancellationToken.None);
        _reading = ReadAsync();
    }

    public int Id => _process.Id;

    /// <summary>Waits until it listens.</summary>
    /// <exception cref="InvalidOperationException">It ended before.</exception>
    public async Task<Uri> ListenAsync() => await _url.Task.WaitAsync(TestContext.Current.CancellationToken) is { } url
        ? new Uri(url)
        : throw new InvalidOperationException($"The app ended before it listened: {await _error}");

    /// <summary>Waits until it has begun to stop.</summary>
    public Task StoppingAsync() => _stopping.Task.WaitAsync(TestContext.Current.CancellationToken);

    /// <summary>Ends the process at once, by SIGKILL.</summary>
    public void Kill() => _process.Kill();

    /// <summary>Asks the process to end, by SIGTERM.</summary>
    public void Terminate()
    {
        using Process kill = Process.Start("kill", ["-TERM", $"{Id}"]);
        kill.WaitForExit();
    }

    public async Task<(int ExitCode, string Output, string Error)> EndAsync()
    {
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken);
        await _reading;
        return (_process.ExitCode, _output.ToString(), await _error);
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private async Task ReadAsync()
    {
        while (await _process.StandardOutput.ReadLineAsync() is { } line)
        {
            _output.AppendLine(line);
            int index = line.IndexOf(Announcement, StringComparison.Ordinal);
            if (index >= 0)
            {
                _url.TrySetResult(line[(index + Announcement.Length)..].Trim());
            }

            if (line.Contains("Application is shutting down", StringComparison.Ordinal))
            {
                _stopping.TrySetResult();
            }
        }

        _url.TrySetResult(null);
        _stopping.TrySetException(new InvalidOperationException("The app ended without a word."));
    }
}
