using QwenWebChat.Benchmarks.Synthesis;

namespace QwenWebChat.Benchmarks.Gpu;

/// <summary>The settings of a GPU measurement.</summary>
internal sealed record GpuSettings(
    [Option("--model", "A model folder or a .gguf file. Default: a model of random weights in int4.", Value = "PATH")] string? Model = null,
    [Option("--shape", "The shape of the random weights: 7b, 1.5b or 0.5b.")] string Shape = "7b",
    [Option("--contexts", "Prompt lengths in tokens.")] string ContextList = "1024,8192,32768,65536,131072",
    [Option("--sequences", "Numbers of sequences that decode at once.")] string SequenceList = "1,8,32",
    [Option("--new", "Tokens that each sequence decodes in a run.", Min = 1, Max = 4_096)] int NewTokens = 64,
    [Option("--chunk", "Prompt tokens of a step. Default: the app's.", Min = 1, Max = 8_192)] int? StepTokens = null,
    [Option("--kv", "bfloat16, int8 or auto.")] string KvCache = "auto",
    [Option("--out", $"The folder for {GpuReport.FileName} and the random weights. Default: neither is stored.", Value = "DIR")] string? OutputFolder = null,
    [Option("--seed", "The seed of the operators' inputs. Default: random.")] int? Seed = null,
    [Option("--play-on-cpu", "Run the GPU code path on the CPU, to test the command.")] bool RunsOnCpu = false,
    [Option("--quick", "Fewer repeats and the first two contexts.")] bool IsQuick = false) : CommandSettings
{
    private const int QuickContextCount = 2;

    /// <summary>The seed of the operators' inputs.</summary>
    public int InputSeed { get; } = Seed ?? Random.Shared.Next();

    /// <summary>The number of measured runs, of which the median is reported.</summary>
    public int Repeats => IsQuick ? 2 : 5;

    /// <summary>The prompt lengths that are measured.</summary>
    public IReadOnlyList<int> Contexts => [.. Require.Numbers("--contexts", ContextList, 1 << 20).Take(IsQuick ? QuickContextCount : int.MaxValue)];

    public IReadOnlyList<int> Sequences => Require.Numbers("--sequences", SequenceList, 64);

    public override void Validate()
    {
        _ = (Contexts, Sequences, Model is null ? QwenShapes.Named(Shape) : null);
        Require.That(KvCache is "bfloat16" or "int8" or "auto", "--kv", $"'{KvCache}'", "bfloat16, int8 or auto");
    }
}
