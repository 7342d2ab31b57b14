using System.Text.Json;
using QwenWebChat.Tests.Terminal;

namespace QwenWebChat.Tests.Benchmarks.Serving;

/// <summary>The engine's account of its memory, in a process that does nothing else.</summary>
[Slow]
public sealed class MemoryCheckTests
{
    private const double Tolerance = 0.05;

    /// <summary>The shapes of the 0.5B model in Q4_0: about 370 MB, of which 5 % are more than a runtime's own noise.</summary>
    [Fact]
    public async Task Account_ByPart_AddsUpToWhatTheProcessTook()
    {
        string folder = Directory.CreateTempSubdirectory("qwenwebchat-memory-").FullName;
        try
        {
            await RunAsync("synthesize", "--shape", "0.5b", "--format", "gguf-q4_0", "--out", folder);
            string json = await RunAsync("memory", "--model", Directory.GetFiles(folder, "*.gguf").Single(), "--json");

            using JsonDocument figures = JsonDocument.Parse(json);
            Assert.InRange(figures.RootElement.GetProperty("weightBytes").GetInt64(), 250_000_000, 300_000_000);
            Assert.True(figures.RootElement.GetProperty("missingShare").GetDouble() is > -Tolerance and < Tolerance, json);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<string> RunAsync(params string[] arguments)
    {
        TerminalRun run = await TerminalRun.OfProgramAsync(BuiltApp.Benchmarks, [], arguments);
        Assert.Equal(0, run.ExitCode);
        return run.Output;
    }
}
