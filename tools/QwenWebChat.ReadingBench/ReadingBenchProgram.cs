using System.CommandLine;
using QwenWebChat.Benchmarks;

namespace QwenWebChat.ReadingBench;

/// <summary>Measures how fast and how well documents are read.</summary>
internal static class ReadingBenchProgram
{
    public static Task<int> Main(string[] args) => RunAsync(args, Console.Out, Console.Error);

    public static Task<int> RunAsync(string[] args, TextWriter output, TextWriter error)
    {
        RootCommand root = new("Measures the reading of documents on this machine.")
        {
            SettingsCommand.Create<ReadSettings>("read", "Measures time and memory of reading a document's text.", ReadingBenchmark.RunAsync),
            SettingsCommand.CreatePlain<ReadCorpusSettings>("read-corpus", "Reads every file of a folder, and reports outcome, time, memory, and words compared with independent extractors.", CorpusRun.RunAsync),
            SettingsCommand.Create<MutationSettings>("read-mutated", "Reads randomly damaged copies of the small pdf, docx, xlsx, pptx and epub files of a folder; the memory of this process must not grow.", MutationRun.RunAsync),
        };
        return CommandProgram.RunAsync(root, args, output, error);
    }
}
