using System.CommandLine;
using QwenWebChat.Benchmarks.Commands;
using QwenWebChat.Documents.Extraction;
using QwenWebChat.Inference.Checkpoints;
using QwenWebChat.Inference.Devices;
using QwenWebChat.Inference.Execution;
using QwenWebChat.Inference.Torch;
using QwenWebChat.Inference.Torch.Devices;

namespace QwenWebChat.Benchmarks;

/// <summary>Measures the performance of the engine and the app on this machine.</summary>
internal static class BenchmarksProgram
{
    private const int Stopped = 1;
    private const int BadInput = 2;

    public static Task<int> Main(string[] args)
    {
        TorchBackend.Register();
        return RunAsync(args, Console.Out, Console.Error);
    }

    public static async Task<int> RunAsync(string[] args, TextWriter output, TextWriter error)
    {
        RootCommand root = new("Measures the engine and the app on this machine.")
        {
            LinearCommand.Create(),
            AttentionCommand.Create(),
            GenerateCommand.Create(),
            GpuCommand.Create(),
            KernelsCommand.Create(),
            ServeCommand.Create(),
            InterfereCommand.Create(),
            PrefixesCommand.Create(),
            MemoryCommand.Create(),
            MetricsCommand.Create(),
            SoakCommand.Create(),
            UiCommand.Create(),
            UiAppCommand.Create(),
            SynthesizeCommand.Create(),
            ReadCommand.Create(),
            ReadCorpusCommand.Create(),
            ReadMutatedCommand.Create(),
        };
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
        catch (Exception exception) when (exception is CheckpointException or TorchLibraryException or DocumentReadException or IOException or UnauthorizedAccessException or ArgumentException or HttpRequestException)
        {
            await error.WriteLineAsync(exception.Message).ConfigureAwait(false);
            return BadInput;
        }
    }
}
