using System.Text.Json.Serialization;

namespace QwenWebChat.Benchmarks.Serving;

/// <summary>The settings of a user whose answer is being generated, and of a second user with a long prompt.</summary>
internal sealed record InterferenceSettings(
    [property: JsonIgnore] EngineSettings Engine,
    [Option("--prompt", "Random tokens of the first user's prompt.", Min = 1)] int PromptTokens = 200,
    [Option("--intruder-prompt", "Random tokens of the second user's prompt.", Min = 1)] int IntruderTokens = 4000,
    [Option("--after", "Seconds from the first user's first token to the second prompt.", Min = 0, Max = 3600)] double AfterSeconds = 1,
    [Option("--seed", "Equal seeds give equal prompts.")] int Seed = 1) : CommandSettings
{
    /// <exception cref="ArgumentException">A prompt leaves no space for an answer.</exception>
    public void RequireFits(int contextTokens)
    {
        string range = FormattableString.Invariant($"below the context's {contextTokens} tokens");
        Require.That(PromptTokens < contextTokens, "--prompt", PromptTokens, range);
        Require.That(IntruderTokens < contextTokens, "--intruder-prompt", IntruderTokens, range);
    }
}
