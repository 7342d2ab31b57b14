using QwenWebChat.Benchmarks.Serving;
using QwenWebChat.Benchmarks.Synthesis;

namespace QwenWebChat.Benchmarks.Gpu;

/// <summary>The settings of a GPU measurement.</summary>
internal sealed record GpuSettings
{
    private const int QuickContextCount = 2;

    /// <summary>A model folder or a .gguf file; null for a synthesized model.</summary>
    public string? Model { get; init; }

    /// <summary>The shape of the synthesized model.</summary>
    public string Shape { get; init; } = "7b";

    /// <summary>Prompt lengths in tokens for which the time to first token is measured.</summary>
    public IReadOnlyList<int> Contexts { get; init; } = [1_024];

    /// <summary>Numbers of sequences that decode at once, measured one after the other.</summary>
    public IReadOnlyList<int> Sequences { get; init; } = [1];

    /// <summary>Tokens that each sequence decodes in one measured run.</summary>
    public int NewTokens { get; init; } = 64;

    /// <summary>The format of the KV cache: <c>bfloat16</c>, <c>int8</c> or <c>auto</c>.</summary>
    public string KvCache { get; init; } = "auto";

    /// <summary>The folder of the report and of the synthesized model, which is kept; null for neither.</summary>
    public string? OutputFolder { get; init; }

    /// <summary>True to run the GPU code path on the CPU.</summary>
    public bool RunsOnCpu { get; init; }

    /// <summary>True for a quick measurement with fewer runs.</summary>
    public bool IsQuick { get; init; }

    /// <summary>Seed of the operators' random inputs.</summary>
    public int Seed { get; init; }

    /// <summary>The number of measured runs, of which the median is reported.</summary>
    public int Repeats => IsQuick ? 2 : 5;

    /// <summary>The measured ones of <see cref="Contexts"/>.</summary>
    public IReadOnlyList<int> MeasuredContexts => IsQuick ? [.. Contexts.Take(QuickContextCount)] : Contexts;

    /// <exception cref="ArgumentException">A value is out of range; the message names it.</exception>
    public void Validate()
    {
        Require.That(NewTokens is >= 1 and <= 4_096, "--new", NewTokens, "1 to 4096");
        Require.That(KvCache is "bfloat16" or "int8" or "auto", "--kv", $"'{KvCache}'", "bfloat16, int8 or auto");
        if (Model is null)
        {
            _ = QwenShapes.Named(Shape);
        }
    }
}
