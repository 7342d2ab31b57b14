using System.CommandLine;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using QwenWebChat.Benchmarks.Measuring;

namespace QwenWebChat.Benchmarks.Commands;

/// <summary>Command <c>kernels</c>: BenchmarkDotNet statistics of one matrix product in each format.</summary>
internal static class KernelsCommand
{
    public static Command Create()
    {
        Option<string> output = new("--out")
        {
            Description = "The folder for BenchmarkDotNet's reports.",
            HelpName = "DIR",
            DefaultValueFactory = _ => Path.Combine(Path.GetTempPath(), "qwenwebchat-kernels"),
        };
        Command command = new("kernels", "BenchmarkDotNet's statistics of one product in each format.") { output };
        command.SetAction(parsed => Run(parsed.GetValue(output)!));
        return command;
    }

    private static void Run(string folder)
    {
        // Runs in this process: a child process would be built from its own project, without access to the engine's
        // internals.
        Job job = Job.ShortRun.WithToolchain(InProcessEmitToolchain.Instance);
        BenchmarkRunner.Run<KernelProducts>(DefaultConfig.Instance.AddJob(job).WithArtifactsPath(folder));
    }
}
