using System.CommandLine;

namespace QwenWebChat.Benchmarks.Commands;

/// <summary>The option for the number of threads of a benchmark.</summary>
internal static class ThreadsOption
{
    public static Option<int> Create() =>
        new("--threads") { Description = "Threads, the main one included.", DefaultValueFactory = _ => Environment.ProcessorCount };
}
