using System.CommandLine;

namespace QwenWebChat.Benchmarks.Commands;

/// <summary>How many threads a benchmark uses.</summary>
internal static class ThreadsOption
{
    public static Option<int> Create() =>
        new("--threads") { Description = "Threads, the main one included.", DefaultValueFactory = _ => Environment.ProcessorCount };
}
