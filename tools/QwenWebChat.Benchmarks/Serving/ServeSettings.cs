using System.Text.Json.Serialization;

namespace QwenWebChat.Benchmarks.Serving;

/// <summary>The load: a number of users, each sending one request after the other.</summary>
/// <param name="ThinkSeconds">The actual pause is half to one and a half times as long, at random.</param>
internal sealed record ServeSettings(
    [property: JsonIgnore] EngineSettings Engine,
    [property: JsonIgnore][Option("--url", "A server with OpenAI's /completions to measure instead; --model is then the model's name there.", Value = "http://HOST/v1")] string? Url = null,
    [Option("--users", "Number of concurrent users.", Min = 1, Max = 1000)] int Users = 4,
    [Option("--prompt", "Random tokens of each prompt.", Min = 1)] int PromptTokens = 200,
    [Option("--new", "Tokens of each answer.", Min = 1)] int NewTokens = 100,
    [Option("--think", "Mean pause of a user between requests, in seconds.", Min = 0, Max = 3600)] double ThinkSeconds = 0,
    [Option("--requests", "Conversations of each user.", Min = 1, Max = 100_000)] int Requests = 3,
    [Option("--shared", "Number of first tokens of a conversation that all users share.")] int SharedTokens = 0,
    [Option("--turns", "Prompts of a conversation, each with the whole conversation so far.", Min = 1, Max = 1000)] int Turns = 1,
    [Option("--seed", "Equal seeds give equal prompts.")] int Seed = 1) : CommandSettings
{
    /// <summary>Tokens of a complete conversation.</summary>
    public long ConversationTokens => (long)Turns * (PromptTokens + NewTokens);

    public override void Validate()
    {
        Require.That(SharedTokens >= 0 && SharedTokens <= PromptTokens, "--shared", SharedTokens, $"0 to {PromptTokens}, the tokens of a prompt");
        Require.WebAddress("--url", Url, "http://localhost:8000/v1");
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
