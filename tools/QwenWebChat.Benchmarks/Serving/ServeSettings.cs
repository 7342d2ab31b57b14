namespace QwenWebChat.Benchmarks.Serving;

/// <summary>The load: a number of users, each sending one request after the other.</summary>
internal sealed record ServeSettings
{
    public required int Users { get; init; }

    /// <summary>Random tokens of each prompt.</summary>
    public required int PromptTokens { get; init; }

    /// <summary>Tokens of each answer.</summary>
    public required int NewTokens { get; init; }

    /// <summary>
    /// Mean pause of a user between requests; the actual pause is half to one and a half times as long, at random.
    /// </summary>
    public double ThinkSeconds { get; init; }

    /// <summary>Conversations of each user.</summary>
    public int Requests { get; init; } = 3;

    /// <summary>Number of first tokens of a conversation that are the same for all users.</summary>
    public int SharedTokens { get; init; }

    /// <summary>Prompts of a conversation, each with the whole conversation so far.</summary>
    public int Turns { get; init; } = 1;

    public int Seed { get; init; } = 1;

    /// <summary>Tokens of a complete conversation.</summary>
    public long ConversationTokens => (long)Turns * (PromptTokens + NewTokens);

    /// <exception cref="ArgumentException">A value is out of range.</exception>
    public void Validate()
    {
        Require.That(Users is >= 1 and <= 1000, "--users", Users, "1 to 1000");
        Require.That(PromptTokens >= 1, "--prompt", PromptTokens, "at least 1");
        Require.That(NewTokens >= 1, "--new", NewTokens, "at least 1");
        Require.That(ThinkSeconds is >= 0 and <= 3600, "--think", ThinkSeconds, "0 to 3600");
        Require.That(Requests is >= 1 and <= 100_000, "--requests", Requests, "1 to 100000");
        Require.That(Turns is >= 1 and <= 1000, "--turns", Turns, "1 to 1000");
        Require.That(SharedTokens >= 0 && SharedTokens <= PromptTokens, "--shared", SharedTokens, $"0 to {PromptTokens}, the tokens of a prompt");
    }

    /// <exception cref="ArgumentException">A conversation exceeds the context.</exception>
    public void RequireFits(int contextTokens)
    {
        if (ConversationTokens > contextTokens)
        {
            throw new ArgumentException(
                FormattableString.Invariant($"{Turns} turns of {PromptTokens} and {NewTokens} tokens are {ConversationTokens}; the context is {contextTokens} tokens."));
        }
    }
}
