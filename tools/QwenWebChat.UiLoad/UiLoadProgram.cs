using System.CommandLine;
using QwenWebChat.Benchmarks.Commands;

namespace QwenWebChat.UiLoad;

/// <summary>Measures the web app with many pages that follow answers.</summary>
internal static class UiLoadProgram
{
    public static Task<int> Main(string[] args) => RunAsync(args, Console.Out, Console.Error);

    public static Task<int> RunAsync(string[] args, TextWriter output, TextWriter error) =>
        CommandProgram.RunAsync(new RootCommand("Measures the web app on this machine.") { UiCommand.Create(), UiAppCommand.Create() }, args, output, error);
}
