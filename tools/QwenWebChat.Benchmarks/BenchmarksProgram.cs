using System.CommandLine;
using QwenWebChat.Benchmarks.Commands;
using QwenWebChat.Inference.Torch;

namespace QwenWebChat.Benchmarks;

/// <summary>Measures the performance of the engine on this machine.</summary>
internal static class BenchmarksProgram
{
    public static Task<int> Main(string[] args)
    {
        TorchBackend.Register();
        return RunAsync(args, Console.Out, Console.Error);
    }

    public static Task<int> RunAsync(string[] args, TextWriter output, TextWriter error)
    {
        RootCommand root = new("Measures the engine on this machine.")
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
            SynthesizeCommand.Create(),
            ReadCommand.Create(),
            ReadCorpusCommand.Create(),
            ReadMutatedCommand.Create(),
        };
        return CommandProgram.RunAsync(root, args, output, error);
    }
}
