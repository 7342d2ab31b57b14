namespace QwenWebChat.Inference.Scheduling;

/// <summary>Limits of a step, and of the number of running sequences.</summary>
public sealed record SchedulerOptions
{
    /// <summary>The maximum number of sequences that hold blocks.</summary>
    public int MaxRunningSequences { get; init; } = 64;

    /// <summary>The maximum number of tokens in one step, decode and prefill together.</summary>
    public int MaxStepTokens { get; init; } = 512;

    /// <summary>The maximum duration of a step: the delay that a long prefill may add between two tokens of other sequences.</summary>
    public TimeSpan StepTime { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>
    /// The maximum duration of a step in which no sequence decodes: the delay until a new or a cancelled request is noticed.
    /// Not less than <see cref="StepTime"/>.
    /// </summary>
    public TimeSpan PrefillStepTime { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>The minimum number of prompt tokens in every step, regardless of its duration, so that prefills always progress.</summary>
    public int MinChunkTokens { get; init; } = 16;

    /// <summary>
    /// The maximum number of tokens in one step of prompts whose tokens are scored: each has a row of logits, of 0.6 MB with
    /// Qwen2.5's vocabulary.
    /// </summary>
    public int MaxScoredTokens { get; init; } = 64;

    /// <summary>A fixed number of prompt tokens in every step, regardless of its duration; null to use the measured pace.</summary>
    public int? ChunkTokens { get; init; }

    /// <summary>The maximum number of drafted tokens in a step with one sequence; each decoding sequence beyond the first takes the place of one. 0 for no drafts.</summary>
    public int MaxDraftTokens { get; init; }

    /// <summary>True to draft all that can be copied, regardless of success and durations; otherwise as many tokens as pay.</summary>
    public bool AlwaysDrafts { get; init; }

    /// <summary>The number of steps without a prompt token after which a user's next sequence is promoted by one class.</summary>
    public int AgingSteps { get; init; } = 20;

    /// <exception cref="ArgumentException">A value is out of range; the message has its name, the value and the allowed range.</exception>
    public void Validate()
    {
        Require(MaxRunningSequences is >= 1 and <= 1_024, nameof(MaxRunningSequences), MaxRunningSequences, "1 to 1024");
        Require(MinChunkTokens is >= 1 and <= 4_096, nameof(MinChunkTokens), MinChunkTokens, "1 to 4096");
        Require(ChunkTokens is null or (>= 1 and <= 65_536), nameof(ChunkTokens), ChunkTokens, "1 to 65536, or absent");
        Require(MaxScoredTokens is >= 1 and <= 4_096, nameof(MaxScoredTokens), MaxScoredTokens, "1 to 4096");
        Require(MaxDraftTokens is >= 0 and <= 64, nameof(MaxDraftTokens), MaxDraftTokens, "0 to 64");
        Require(AgingSteps is >= 1 and <= 100_000, nameof(AgingSteps), AgingSteps, "1 to 100000");
        Require(StepTime > TimeSpan.Zero && StepTime <= TimeSpan.FromMinutes(1), nameof(StepTime), StepTime, "above 0, up to a minute");
        Require(PrefillStepTime >= TimeSpan.Zero && PrefillStepTime <= TimeSpan.FromMinutes(1), nameof(PrefillStepTime), PrefillStepTime, "0 to a minute");
        int least = MaxRunningSequences + Math.Max(MinChunkTokens, MaxDraftTokens);
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
