using QwenWebChat.Benchmarks.Serving;
using QwenWebChat.Inference.Execution;

namespace QwenWebChat.Benchmarks.Soaking;

/// <summary>The duration of a soak test and its limits.</summary>
internal sealed record SoakSettings
{
    /// <summary>A model folder or GGUF file.</summary>
    public required string Path { get; init; }

    public required InferenceOptions Options { get; init; }

    public required double Minutes { get; init; }

    public required int Users { get; init; }

    /// <summary>Maximum growth of the managed memory, and of the resident memory, after the first phase.</summary>
    public long SlackBytes { get; init; } = 64L << 20;

    public int Seed { get; init; } = 1;

    /// <exception cref="ArgumentException">A value is out of range.</exception>
    public void Validate()
    {
        Require.That(Minutes is > 0 and <= 100_000, "--minutes", Minutes, "above 0, up to 100000");
        Require.That(Users is >= 1 and <= 1000, "--users", Users, "1 to 1000");
        Require.That(SlackBytes >= 0, "--slack", SlackBytes >> 20, "at least 0");
        Options.Validate();
    }
}
