namespace QwenWebChat.Inference.Scheduling;

/// <summary>Limits of a step, and of how many sequences share it.</summary>
public sealed record SchedulerOptions
{
    /// <summary>Sequences that hold blocks at a time.</summary>
    public int MaxRunningSequences { get; init; } = 64;

    /// <summary>Tokens of one step, decoding and prefill together.</summary>
    public int MaxStepTokens { get; init; } = 512;

    /// <summary>How long a step may take: what a long prompt may add between two tokens of everyone else.</summary>
    public TimeSpan StepTime { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Prompt tokens that every step has room for, however long it takes, so that prompts always go on.</summary>
    public int SmallestChunkTokens { get; init; } = 16;

    /// <summary>Prompt tokens of every step, whatever its time; null lets the measured pace decide.</summary>
    public int? ChunkTokens { get; init; }

    /// <summary>Steps without a prompt token after which the next sequence of a user counts one class higher.</summary>
    public int AgingSteps { get; init; } = 20;

    /// <exception cref="ArgumentException">A value is out of range; the message names it, the value and the range.</exception>
    public void Validate()
    {
        Require(MaxRunningSequences is >= 1 and <= 1_024, nameof(MaxRunningSequences), MaxRunningSequences, "1 to 1024");
        Require(SmallestChunkTokens is >= 1 and <= 4_096, nameof(SmallestChunkTokens), SmallestChunkTokens, "1 to 4096");
        Require(ChunkTokens is null or (>= 1 and <= 65_536), nameof(ChunkTokens), ChunkTokens, "1 to 65536, or absent");
        Require(AgingSteps is >= 1 and <= 100_000, nameof(AgingSteps), AgingSteps, "1 to 100000");
        Require(StepTime > TimeSpan.Zero && StepTime <= TimeSpan.FromMinutes(1), nameof(StepTime), StepTime, "above 0, up to a minute");
        int least = MaxRunningSequences + SmallestChunkTokens;
        Require(
            MaxStepTokens >= least && MaxStepTokens <= 65_536,
            nameof(MaxStepTokens),
            MaxStepTokens,
            $"{least} (a token for each running sequence and the smallest chunk) to 65536");
    }

    private static void Require(bool holds, string name, object? value, string range)
    {
        if (!holds)
        {
            throw new ArgumentException(FormattableString.Invariant($"{name} is {value}; it must be {range}."));
        }
    }
}
