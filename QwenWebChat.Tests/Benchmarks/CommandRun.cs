using System.Text.Json;
using QwenWebChat.Benchmarks;
using QwenWebChat.ReadingBench;
using QwenWebChat.UiLoad;

namespace QwenWebChat.Tests.Benchmarks;

/// <summary>The command line of a measuring tool, run in this process.</summary>
internal sealed class CommandRun(Func<string[], TextWriter, TextWriter, Task<int>> program)
{
    public const int BadInput = 2;

    public static CommandRun Benchmarks { get; } = new(BenchmarksProgram.RunAsync);

    public static CommandRun ReadingBench { get; } = new(ReadingBenchProgram.RunAsync);

    public static CommandRun UiLoad { get; } = new(UiLoadProgram.RunAsync);

    public async Task<(int ExitCode, string Output, string[] Errors)> RunAsync(params string[] arguments)
    {
        using StringWriter output = new();
        using StringWriter error = new();
        int exitCode = await program(arguments, output, error);
        return (exitCode, output.ToString(), error.ToString().Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries));
    }

    /// <summary>What <c>--json</c> gives.</summary>
    public async Task<JsonElement> JsonAsync(params string[] arguments)
    {
        (int exitCode, string output, string[] errors) = await RunAsync([.. arguments, "--json"]);
        Assert.True(exitCode == 0, string.Join('\n', errors));
        using JsonDocument document = JsonDocument.Parse(output);
        return document.RootElement.Clone();
    }

    /// <summary>One line on the error stream and nothing else.</summary>
    public async Task IsRefusedAsync(string message, params string[] arguments)
    {
        (int exitCode, string output, string[] errors) = await RunAsync(arguments);
        Assert.Equal((BadInput, ""), (exitCode, output));
        Assert.Equal([message], errors);
    }
}
