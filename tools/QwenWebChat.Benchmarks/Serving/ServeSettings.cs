using System.Text.Json.Serialization;

namespace QwenWebChat.Benchmarks.Serving;

/// <summary>The load: a number of users, each sending one request after the other.</summary>
internal sealed record ServeSettings : EngineSettings
{
    [JsonIgnore]
    [Option("--url", "A server with OpenAI's /completions to measure instead; --model is then the model's name there.", HelpName = "http://HOST/v1")]
    public string? Url { get; init; }

    [Option("--users", "Number of concurrent users.", Min = 1, Max = 1000)]
    public int Users { get; init; } = 4;

    [Option("--prompt", "Random tokens of each prompt.", Min = 1)]
    public int PromptTokens { get; init; } = 200;

    [Option("--new", "Tokens of each answer.", Min = 1)]
    public int NewTokens { get; init; } = 100;

    // The actual pause is half to one and a half times as long, at random.
    [Option("--think", "Mean pause of a user between requests, in seconds.", Min = 0, Max = 3600)]
    public double ThinkSeconds { get; init; }

    [Option("--requests", "Conversations of each user.", Min = 1, Max = 100_000)]
    public int Requests { get; init; } = 3;

    [Option("--shared", "Number of first tokens of a conversation that all users share.")]
    public int SharedTokens { get; init; }

    [Option("--turns", "Prompts of a conversation, each with the whole conversation so far.", Min = 1, Max = 1000)]
    public int Turns { get; init; } = 1;

    [Option("--seed", "Equal seeds give equal prompts.")]
    public int Seed { get; init; } = 1;

    /// <summary>Tokens of a complete conversation.</summary>
    public long ConversationTokens => (long)Turns * (PromptTokens + NewTokens);

    public override void Validate()
    {
        base.Validate();
        Require.That(SharedTokens >= 0 && SharedTokens <= PromptTokens, "--shared", SharedTokens, $"0 to {PromptTokens}, the tokens of a prompt");
        if (Url is not null)
        {
            Require.WebAddress("--url", Url, "http://localhost:8000/v1");
        }
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
