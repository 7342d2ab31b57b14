using QwenWebChat.Benchmarks.Synthesis;

namespace QwenWebChat.Benchmarks.Gpu;

/// <summary>The settings of a GPU measurement.</summary>
internal sealed record GpuSettings : CommandSettings
{
    private const int QuickContextCount = 2;

    private readonly int _randomSeed = Random.Shared.Next();

    [Option("--model", "A model folder or a .gguf file. Default: a model of random weights in int4.", HelpName = "PATH")]
    public string? Model { get; init; }

    [Option("--shape", "The shape of the random weights: 7b, 1.5b or 0.5b.")]
    public string Shape { get; init; } = "7b";

    [Option("--contexts", "Prompt lengths in tokens.", Min = 1, Max = 1 << 20)]
    public IReadOnlyList<int> Contexts { get; init; } = [1024, 8192, 32768, 65536, 131072];

    [Option("--sequences", "Numbers of sequences that decode at once.", Min = 1, Max = 64)]
    public IReadOnlyList<int> Sequences { get; init; } = [1, 8, 32];

    [Option("--new", "Tokens that each sequence decodes in a run.", Min = 1, Max = 4_096)]
    public int NewTokens { get; init; } = 64;

    [Option("--kv", "bfloat16, int8 or auto.")]
    public string KvCache { get; init; } = "auto";

    [Option("--out", $"The folder for {GpuReport.FileName} and the random weights. Default: neither is stored.", HelpName = "DIR")]
    public string? OutputFolder { get; init; }

    [Option("--seed", "The seed of the operators' inputs. Default: random.")]
    public int? Seed { get; init; }

    [Option("--play-on-cpu", "Run the GPU code path on the CPU, to test the command.")]
    public bool RunsOnCpu { get; init; }

    [Option("--quick", "Fewer repeats and the first two contexts.")]
    public bool IsQuick { get; init; }

    /// <summary>The seed of the operators' inputs.</summary>
    public int InputSeed => Seed ?? _randomSeed;

    /// <summary>The number of measured runs, of which the median is reported.</summary>
    public int Repeats => IsQuick ? 2 : 5;

    /// <summary>The measured ones of <see cref="Contexts"/>.</summary>
    public IReadOnlyList<int> MeasuredContexts => IsQuick ? [.. Contexts.Take(QuickContextCount)] : Contexts;

    public override void Validate()
    {
        Require.That(KvCache is "bfloat16" or "int8" or "auto", "--kv", $"'{KvCache}'", "bfloat16, int8 or auto");
        if (Model is null)
        {
            _ = QwenShapes.Named(Shape);
        }
    }
}
