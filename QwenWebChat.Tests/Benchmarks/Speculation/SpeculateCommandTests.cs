using System.Text.Json;
using QwenWebChat.Tests.Checkpoints;

namespace QwenWebChat.Tests.Benchmarks.Speculation;

/// <summary>Replays of hand-made answers, whose steps can be counted.</summary>
public sealed class SpeculateCommandTests
{
    private const string SameCosts = "1,1,1,1,1,1,1,1";

    private static readonly string Model = Path.Combine(AppContext.BaseDirectory, "models", "QwenWebChat-Demo-5M");

    /// <summary>Each digit is a token. The first comes from the prefill; then seven are drafted and one is sampled.</summary>
    [Fact]
    public async Task Replay_AnswerThatCopies_CountsTheStepsOfTheScheduler()
    {
        JsonElement figures = await FiguresAsync("Repeat: 0123456789", "0123456789", SameCosts);

        // 1 to 8, then 9 and the end token, which the prompt has too.
        Assert.Equal((10, 2, 14, 9), Counts(figures));
        Assert.Equal((10, 2), (figures.GetProperty("plainSeconds").GetDouble(), figures.GetProperty("seconds").GetDouble()));
        Assert.Equal(5, figures.GetProperty("ratio").GetDouble());
    }

    [Fact]
    public async Task Replay_AnswerThatChangesAToken_RejectsTheRestOfTheDraft()
    {
        JsonElement figures = await FiguresAsync("Repeat: 0123456789", "0124567893", SameCosts);

        // 1, 2 and 4; 5 to 9 and 3 instead of the end token; the end token instead of 4 and what follows.
        Assert.Equal((10, 3), (figures.GetProperty("tokens").GetInt32(), figures.GetProperty("steps").GetInt32()));
        Assert.Equal(2 + 5, figures.GetProperty("accepted").GetInt32());
    }

    [Fact]
    public async Task Replay_AnswerOfNewTokens_HasNoDrafts()
    {
        JsonElement figures = await FiguresAsync("Count.", "0123456789", SameCosts);

        Assert.Equal((10, 10, 0, 0), Counts(figures));
    }

    /// <summary>A step costs as much as its tokens: the scheduler drafts to learn this, each size of a step once, and then no more.</summary>
    [Fact]
    public async Task Replay_EveryTokenCostsAStep_LosesOnlyTheTrials()
    {
        JsonElement figures = await FiguresAsync("Repeat: 56789", "0123456789", "1,2,3,4,5,6,7,8", samples: 20);

        Assert.Equal((200, 200), (figures.GetProperty("tokens").GetInt32(), figures.GetProperty("plainSeconds").GetDouble()));
        Assert.Equal(7 + 6 + 5 + 4 + 3 + 2 + 1, figures.GetProperty("drafted").GetInt32());
        Assert.InRange(figures.GetProperty("seconds").GetDouble(), 200, 210);
    }

    [Fact]
    public async Task Replay_Samples_AreSummedByClassKindAndHalf()
    {
        using TemporaryFolder folder = new();
        await File.WriteAllLinesAsync(folder.At("some.jsonl"), [Sample("A", "Repeat: 0123456789", "0123456789"), Sample("B", "Count.", "01234"), Sample("A", "Count.", "0123")], TestContext.Current.CancellationToken);

        JsonElement report = await CommandRun.Benchmarks.JsonAsync("speculate", "--model", Model, "--prompts", folder.At("."), "--replay", "--step-costs", SameCosts);

        Assert.Equal(
            [("some", "A", 2, 14), ("some", "B", 1, 5), ("some", "first half", 2, 14), ("some", "second half", 1, 5), ("some", "all", 3, 19)],
            report.GetProperty("replayed").EnumerateArray().Select(row => (
                row.GetProperty("class").GetString()!, row.GetProperty("kind").GetString()!, row.GetProperty("samples").GetInt32(),
                row.GetProperty("figures").GetProperty("tokens").GetInt32())));
        Assert.Contains("no measurement", report.GetProperty("caveat").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1,1,1", "--step-costs is 1,1,1; it must be at least 8 numbers above 0, one more than --drafts, separated by commas.")]
    [InlineData("1,1,1,1,x,1,1,1", "--step-costs is 1,1,1,1,x,1,1,1; it must be at least 8 numbers above 0, one more than --drafts, separated by commas.")]
    public async Task Replay_BadCosts_AreRefused(string costs, string message) =>
        await CommandRun.Benchmarks.IsRefusedAsync(message, "speculate", "--model", Model, "--prompts", "none.jsonl", "--replay", "--step-costs", costs);

    [Fact]
    public async Task Replay_WithoutAnswers_IsRefused()
    {
        using TemporaryFolder folder = new();
        await File.WriteAllTextAsync(folder.At("some.jsonl"), """{"skill": "A", "turns": [{"user": "Hello"}]}""", TestContext.Current.CancellationToken);

        await CommandRun.Benchmarks.IsRefusedAsync("--replay is absent; it must be given with --step-costs.", "speculate", "--model", Model, "--step-costs", SameCosts);
        await CommandRun.Benchmarks.IsRefusedAsync("--prompts is absent; it must be given with --replay.", "speculate", "--model", Model, "--replay");
        await CommandRun.Benchmarks.IsRefusedAsync(
            "A sample of A has no answer to replay.", "speculate", "--model", Model, "--prompts", folder.At("some.jsonl"), "--replay", "--step-costs", SameCosts);
    }

    private static async Task<JsonElement> FiguresAsync(string question, string answer, string costs, int samples = 1)
    {
        using TemporaryFolder folder = new();
        await File.WriteAllLinesAsync(folder.At("some.jsonl"), Enumerable.Repeat(Sample("A", question, answer), samples), TestContext.Current.CancellationToken);
        JsonElement report = await CommandRun.Benchmarks.JsonAsync("speculate", "--model", Model, "--prompts", folder.At("some.jsonl"), "--replay", "--step-costs", costs);
        return report.GetProperty("replayed")[0].GetProperty("figures");
    }

    private static string Sample(string skill, string question, string answer) =>
        JsonSerializer.Serialize(new { skill, turns = new[] { new { user = question, assistant = answer } } });

    private static (int Tokens, int Steps, int Drafted, int Accepted) Counts(JsonElement figures) => (
        figures.GetProperty("tokens").GetInt32(), figures.GetProperty("steps").GetInt32(), figures.GetProperty("drafted").GetInt32(), figures.GetProperty("accepted").GetInt32());
}
