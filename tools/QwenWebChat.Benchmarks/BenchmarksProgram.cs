using System.CommandLine;
using QwenWebChat.Benchmarks.Gpu;
using QwenWebChat.Benchmarks.Grammars;
using QwenWebChat.Benchmarks.Measuring;
using QwenWebChat.Benchmarks.Serving;
using QwenWebChat.Benchmarks.Soaking;
using QwenWebChat.Benchmarks.Speculation;
using QwenWebChat.Benchmarks.Synthesis;
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
            SettingsCommand.Create<LinearSettings>("linear", "Measures GB/s and GOP/s of each kernel on the shapes of Qwen2.5-7B.", LinearBenchmark.RunAsync),
            SettingsCommand.Create<AttentionSettings>("attention", "Measures attention of one token and of a chunk to a cache of random tokens.", AttentionBenchmark.RunAsync),
            SettingsCommand.Create<GenerationSettings>("generate", "Measures tokens per second, memory, and the share of the read bandwidth.", GenerationBenchmark.RunAsync),
            SettingsCommand.CreatePlain<GpuSettings>("gpu", "Measures a GPU's peak rates, the error and speed of its operators, and a model on it, with the theoretical limits.", GpuRun.RunAsync),
            SettingsCommand.Create<GrammarSettings>("grammar", "Runs MaskBench: verdicts on real JSON schemas, and times of token masks.", GrammarBenchmark.RunAsync),
            SettingsCommand.Create<SuiteSettings>("grammar-suite", "Runs the official JSON-Schema-Test-Suite.", GrammarSuite.RunAsync),
            SettingsCommand.Create<ServeSettings>("serve", "Measures latencies and tokens per second with many concurrent users.", ServeLoad.RunAsync),
            SettingsCommand.Create<InterferenceSettings>("interfere", "Measures the longest gap in an answer while another user's long prompt is prefilled.", Interference.RunAsync),
            SettingsCommand.Create<MemorySettings>("memory", "Compares the engine's memory account with the memory of the process.", MemoryCheck.RunAsync),
            SettingsCommand.CreatePlain<SoakSettings>("soak", "Runs random users for a long time and checks for leaks; exit code 1 reports a leak.", Soak.RunAsync),
            SettingsCommand.Create<SpeculationSettings>("speculate", "Measures tokens a step with drafts, by kind of prompt, and the cost of a step with a draft.", SpeculationRun.RunAsync),
            SettingsCommand.CreatePlain<SynthesizeSettings>("synthesize", "Writes a checkpoint of random weights.", CheckpointSynthesis.RunAsync),
        };
        return CommandProgram.RunAsync(root, args, output, error);
    }
}
