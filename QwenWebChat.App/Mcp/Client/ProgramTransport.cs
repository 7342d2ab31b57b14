using System.Diagnostics;
using System.Text;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace QwenWebChat.App.Mcp.Client;

/// <summary>
/// Starts a program and talks to it over its standard input and output. The package's own transport reads messages of any length;
/// this one limits them.
/// </summary>
internal sealed class ProgramTransport(string name, McpServerSettings settings, ILoggerFactory loggers) : IClientTransport
{
    public string Name => name;

    /// <summary>The running program; null before it was started.</summary>
    public ProgramSession? Session { get; private set; }

    public async Task<ITransport> ConnectAsync(CancellationToken cancellationToken = default)
    {
        Process process = Process.Start(StartOf(settings)) ?? throw new IOException("The program was not started.");
        LimitedStream output = new(process.StandardOutput.BaseStream, LimitedResponses.MaxBytes, isPerLine: true);
        ITransport messages = await new StreamClientTransport(process.StandardInput.BaseStream, output, loggers).ConnectAsync(cancellationToken).ConfigureAwait(false);
        return Session = new ProgramSession(messages, process);
    }

    private static ProcessStartInfo StartOf(McpServerSettings settings)
    {
        // npx and the like are scripts on Windows, which only its shell can start.
        bool needsShell = OperatingSystem.IsWindows() && !string.Equals(Path.GetFileName(settings.Command), "cmd.exe", StringComparison.OrdinalIgnoreCase);
        ProcessStartInfo start = new(needsShell ? "cmd.exe" : settings.Command!, needsShell ? ["/c", settings.Command!, .. settings.Arguments.Select(EscapeForShell)] : settings.Arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardErrorEncoding = Encoding.UTF8,
            CreateNoWindow = true,
        };
        // The program does not inherit the app's own variables: they may hold secrets.
        start.Environment.Clear();
        foreach ((string key, string? value) in StdioClientTransportOptions.GetDefaultEnvironmentVariables())
        {
            start.Environment[key] = value;
        }

        foreach ((string key, string value) in settings.Environment)
        {
            start.Environment[key] = value;
        }

        return start;
    }

    // An argument with spaces is quoted, in which these signs mean nothing.
    private static string EscapeForShell(string argument) => argument.Any(char.IsWhiteSpace)
        ? argument
        : string.Concat(argument.Select(character => "&^><|".Contains(character, StringComparison.Ordinal) ? $"^{character}" : $"{character}"));
}
