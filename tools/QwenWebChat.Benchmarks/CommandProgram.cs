using System.CommandLine;
using QwenWebChat.Inference.Checkpoints;
using QwenWebChat.Inference.Torch.Devices;

namespace QwenWebChat.Benchmarks;

/// <summary>Runs a command line and turns bad input into one line and an exit code.</summary>
internal static class CommandProgram
{
    private const int Stopped = 1;
    private const int BadInput = 2;

    public static async Task<int> RunAsync(RootCommand root, string[] args, TextWriter output, TextWriter error)
    {
        InvocationConfiguration streams = new() { EnableDefaultExceptionHandler = false, Output = output, Error = error };
        try
        {
            TorchEnvironment.Prepare();
            return await root.Parse(args).InvokeAsync(streams).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            return Stopped;
        }
        catch (Exception exception) when (exception is CheckpointException or TorchLibraryException or IOException or UnauthorizedAccessException or ArgumentException or HttpRequestException)
        {
            await error.WriteLineAsync(exception.Message).ConfigureAwait(false);
            return BadInput;
        }
    }
}
