using System.Diagnostics;
using System.Text.Json;

namespace QwenWebChat.Tests.Terminal;

/// <summary>What a run of the built app in a terminal gave.</summary>
internal sealed record TerminalRun(int ExitCode, string Output, string Error)
{
    public JsonElement Json => JsonDocument.Parse(Output).RootElement;

    public static async Task<TerminalRun> OfAsync(params string[] arguments)
    {
        CancellationToken cancellationToken = TestContext.Current.CancellationToken;
        ProcessStartInfo start = new("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = Path.GetTempPath() };
        // Should it start as far as its database, that is not the user's.
        DirectoryInfo data = Directory.CreateTempSubdirectory("qwenwebchat-");
        start.Environment["Data__Path"] = Path.Combine(data.FullName, "chat.db");
        start.ArgumentList.Add(BuiltApp.Path);
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
