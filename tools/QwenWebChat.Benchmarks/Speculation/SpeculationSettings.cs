using System.Globalization;
using QwenWebChat.Benchmarks.Serving;

namespace QwenWebChat.Benchmarks.Speculation;

/// <summary>The settings of a measurement of speculative decoding.</summary>
internal sealed record SpeculationSettings(
    EngineSettings Engine,
    [Option("--prompts", "Samples as the demo model's tool writes them with `corpus`, one JSON object in each line, or a folder of such files. Default: only the cost of a step.", Value = "PATH")] string? Prompts = null,
    [Option("--replay", "Replay the answers of the samples at the measured cost of a step instead of asking the model.")] bool Replays = false,
    [Option("--tokenizer", "A model whose tokenizer encodes replayed samples. Default: --model.", Value = "PATH")] string? Tokenizer = null,
    [Option("--step-costs", "Costs of steps with 1, 2, … tokens to replay with, such as 1,1.1,1.3,1.6. Default: measured.", Value = "LIST")] string? StepCosts = null,
    [Option("--drafts", "Maximum number of drafted tokens in a step.", Min = 1, Max = SpeculationSettings.MaxDraftTokens)] int DraftTokens = 7,
    [Option("--new", "Maximum number of tokens of an answer.", Min = 1)] int NewTokens = 200,
    [Option("--context", "Cached tokens before the steps whose cost is measured.", Min = 1)] int ContextTokens = 512,
    [Option("--repeats", "Times that the cost of a step is measured.", Min = 1, Max = 1000)] int Repeats = 10) : CommandSettings
{
    public const int MaxDraftTokens = 15;

    /// <summary>The costs to replay with; null if they are measured.</summary>
    public IReadOnlyList<StepCost>? GivenCosts() => StepCosts is null ? null : [.. Numbers(StepCosts).Select((cost, i) => new StepCost(i + 1, cost))];

    public override void Validate()
    {
        Require.That(!Replays || Prompts is not null, "--prompts", "absent", "given with --replay");
        Require.That(StepCosts is null || Replays, "--replay", "absent", "given with --step-costs");
        double[] costs = StepCosts is null ? [] : Numbers(StepCosts);
        Require.That(
            StepCosts is null || (costs.Length > DraftTokens && costs.All(cost => cost > 0)),
            "--step-costs", StepCosts, $"at least {DraftTokens + 1} numbers above 0, one more than --drafts, separated by commas");
    }

    private static double[] Numbers(string list) =>
        [.. list.Split(',').Select(part => double.TryParse(part, CultureInfo.InvariantCulture, out double number) ? number : 0)];
}
