using System.Text.Json;
using QwenWebChat.Benchmarks;

namespace QwenWebChat.Tests.Benchmarks;

/// <summary>The benchmarks' command line, run in this process.</summary>
internal static class BenchmarksRun
{
    public const int BadInput = 2;

    public static async Task<(int ExitCode, string Output, string[] Errors)> RunAsync(params string[] arguments)
    {
        using StringWriter output = new();
        using StringWriter error = new();
        int exitCode = await BenchmarksProgram.RunAsync(arguments, output, error);
        return (exitCode, output.ToString(), error.ToString().Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries));
    }

    /// <summary>What <c>--json</c> gives.</summary>
    public static async Task<JsonElement> JsonAsync(params string[] arguments)
    {
        (int exitCode, string output, string[] errors) = await RunAsync([.. arguments, "--json"]);
        Assert.True(exitCode == 0, string.Join('\n', errors));
        using JsonDocument document = JsonDocument.Parse(output);
        return document.RootElement.Clone();
    }

    /// <summary>One line on the error stream and nothing else.</summary>
    public static async Task IsRefusedAsync(string message, params string[] arguments)
    {
        (int exitCode, string output, string[] errors) = await RunAsync(arguments);
        Assert.Equal((BadInput, ""), (exitCode, output));
        Assert.Equal([message], errors);
    }
}
