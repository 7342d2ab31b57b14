namespace QwenWebChat.Benchmarks.Serving;

/// <summary>The settings of a user whose answer is being generated, and of a second user with a long prompt.</summary>
internal sealed record InterferenceSettings
{
    /// <summary>Number of random tokens of the first user's prompt.</summary>
    public required int PromptTokens { get; init; }

    /// <summary>Number of random tokens of the second user's prompt.</summary>
    public required int IntruderTokens { get; init; }

    /// <summary>Seconds from the first user's first token to the second prompt.</summary>
    public double AfterSeconds { get; init; } = 1;

    public int Seed { get; init; } = 1;

    /// <exception cref="ArgumentException">A value is out of range.</exception>
    public void Validate()
    {
        Require.That(PromptTokens >= 1, "--prompt", PromptTokens, "at least 1");
        Require.That(IntruderTokens >= 1, "--intruder-prompt", IntruderTokens, "at least 1");
        Require.That(AfterSeconds is >= 0 and <= 3600, "--after", AfterSeconds, "0 to 3600");
    }

    /// <exception cref="ArgumentException">A prompt leaves no space for an answer.</exception>
    public void RequireFits(int contextTokens)
    {
        string range = FormattableString.Invariant($"below the context's {contextTokens} tokens");
        Require.That(PromptTokens < contextTokens, "--prompt", PromptTokens, range);
        Require.That(IntruderTokens < contextTokens, "--intruder-prompt", IntruderTokens, range);
    }
}
