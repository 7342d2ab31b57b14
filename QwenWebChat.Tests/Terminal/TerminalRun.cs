using System.Diagnostics;
using System.Text.Json;
using QwenWebChat.App.Terminal;

namespace QwenWebChat.Tests.Terminal;

/// <summary>What a run of a program in a terminal gave, mostly of the built app.</summary>
internal sealed record TerminalRun(int ExitCode, string Output, string Error)
{
    public JsonElement Json => JsonDocument.Parse(Output).RootElement;

    /// <summary>Runs a command in this process: the start of another takes seconds of processor time.</summary>
    public static Task<TerminalRun> InProcessAsync(params string[] arguments) => WithInputAsync("", arguments);

    /// <inheritdoc cref="InProcessAsync"/>
    /// <param name="line">The only line of standard input.</param>
    public static async Task<TerminalRun> WithInputAsync(string line, params string[] arguments)
    {
        using StringReader input = new(line + '\n');
        using StringWriter output = new();
        using StringWriter error = new();
        int code = await TerminalProgram.RunAsync(arguments, new TerminalConsole(input, output, error));
        return new TerminalRun(code, output.ToString(), error.ToString());
    }

    /// <summary>Runs the built app.</summary>
    public static Task<TerminalRun> OfAsync(params string[] arguments) => WithAsync([], arguments);

    /// <param name="environment">Variables beside those of this process.</param>
    public static Task<TerminalRun> WithAsync(IEnumerable<(string Name, string Value)> environment, params string[] arguments) =>
        OfProgramAsync(BuiltApp.Path, environment, arguments);

    /// <inheritdoc cref="WithAsync"/>
    /// <param name="program">The full path of another program of .NET.</param>
    public static async Task<TerminalRun> OfProgramAsync(string program, IEnumerable<(string Name, string Value)> environment, params string[] arguments)
    {
        CancellationToken cancellationToken = TestContext.Current.CancellationToken;
        ProcessStartInfo start = new("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = Path.GetTempPath() };
        // Should it start as far as its database, that is not the user's.
        DirectoryInfo data = Directory.CreateTempSubdirectory("qwenwebchat-");
        start.Environment["Data__Path"] = Path.Combine(data.FullName, "chat.db");
        foreach ((string name, string value) in environment)
        {
            start.Environment[name] = value;
        }

        start.ArgumentList.Add(program);
        foreach (string argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(cancellationToken);
        Task<string> error = process.StandardError.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        data.Delete(recursive: true);
        return new TerminalRun(process.ExitCode, await output, await error);
    }
}
