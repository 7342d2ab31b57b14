using QwenWebChat.Benchmarks.Serving;
using QwenWebChat.Benchmarks.Synthesis;

namespace QwenWebChat.Benchmarks.Gpu;

/// <summary>What is measured on a card.</summary>
internal sealed record GpuSettings
{
    private const int QuickContextCount = 2;

    /// <summary>A model folder or a .gguf file; null for one that is synthesized.</summary>
    public string? Model { get; init; }

    /// <summary>The shape of the synthesized one.</summary>
    public string Shape { get; init; } = "7b";

    /// <summary>Prompt lengths in tokens whose first token is waited for.</summary>
    public IReadOnlyList<int> Contexts { get; init; } = [1_024];

    /// <summary>How many sequences decode at once, one figure each.</summary>
    public IReadOnlyList<int> Sequences { get; init; } = [1];

    /// <summary>Tokens that each sequence decodes in one timed run.</summary>
    public int NewTokens { get; init; } = 64;

    /// <summary>How keys and values are cached: <c>bfloat16</c>, <c>int8</c> or <c>auto</c>.</summary>
    public string KvCache { get; init; } = "auto";

    /// <summary>Where the report goes, and the synthesized model, which stays; null for neither.</summary>
    public string? OutputFolder { get; init; }

    /// <summary>Whether the CPU plays the card.</summary>
    public bool IsPlayed { get; init; }

    /// <summary>Whether a first look is enough.</summary>
    public bool IsQuick { get; init; }

    /// <summary>Of the random inputs of the operators.</summary>
    public int Seed { get; init; }

    /// <summary>Timed runs of which the median is taken.</summary>
    public int Repeats => IsQuick ? 2 : 5;

    /// <summary>Of <see cref="Contexts"/>, those that are measured.</summary>
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
