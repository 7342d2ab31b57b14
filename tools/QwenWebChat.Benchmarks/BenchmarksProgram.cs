using System.CommandLine;
using QwenWebChat.Benchmarks.Commands;
using QwenWebChat.Inference.Checkpoints;
using QwenWebChat.Inference.Execution;

namespace QwenWebChat.Benchmarks;

/// <summary>Measures the engine on this machine.</summary>
internal static class BenchmarksProgram
{
    private const int BadInput = 2;

    public static async Task<int> Main(string[] args)
    {
        TorchThreads.WaitWhenIdle();
        RootCommand root = new("Measures the engine on this machine.")
        {
            LinearCommand.Create(),
        };
        try
        {
            return await root.Parse(args).InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false }).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is CheckpointException or IOException or UnauthorizedAccessException or ArgumentException)
        {
            await Console.Error.WriteLineAsync(exception.Message).ConfigureAwait(false);
            return BadInput;
        }
    }
}
