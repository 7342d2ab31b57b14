using System.CommandLine;
using QwenWebChat.DemoModel.Commands;
using QwenWebChat.Inference.Checkpoints;
using QwenWebChat.Inference.Devices;
using QwenWebChat.Inference.Execution;
using QwenWebChat.Inference.Torch;
using QwenWebChat.Inference.Torch.Devices;

namespace QwenWebChat.DemoModel;

/// <summary>Builds the demo model that ships with the app, from its corpus to its weights.</summary>
internal static class DemoModelProgram
{
    private const int BadInput = 2;

    public static async Task<int> Main(string[] args)
    {
        TorchBackend.Register();
        RootCommand root = new("Makes the demo model: corpus, tokenizer, train, evaluate, export.")
        {
            CorpusCommand.Create(),
            TokenizerCommand.Create(),
            TrainCommand.Create(),
            EvaluateCommand.Create(),
            ExportCommand.Create(),
        };
        try
        {
            TorchEnvironment.Require();
            return await root.Parse(args).InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false }).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            Console.WriteLine("Stopped; the same command resumes from here.");
            return 0;
        }
        catch (Exception exception) when (exception is CheckpointException or TorchLibraryException or IOException or UnauthorizedAccessException)
        {
            await Console.Error.WriteLineAsync(exception.Message).ConfigureAwait(false);
            return BadInput;
        }
    }
}
