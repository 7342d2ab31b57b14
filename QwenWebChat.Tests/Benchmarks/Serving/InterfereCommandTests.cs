using System.Text.Json;
using QwenWebChat.Tests.Checkpoints;

namespace QwenWebChat.Tests.Benchmarks.Serving;

/// <summary>What the measurement of a long prompt beside an answer reports; not how long it took.</summary>
[Slow]
public sealed class InterfereCommandTests
{
    [Theory]
    [InlineData("--prompt", "0", "--prompt is 0; it must be at least 1.")]
    [InlineData("--intruder-prompt", "0", "--intruder-prompt is 0; it must be at least 1.")]
    [InlineData("--after", "-1", "--after is -1; it must be 0 to 3600.")]
    public async Task Interfere_BadSetting_IsRefusedBeforeTheModelIsOpened(string option, string value, string message)
    {
        using TemporaryFolder folder = new();

        await CommandRun.Benchmarks.IsRefusedAsync(message, "interfere", "--model", folder.At("none"), option, value);
    }

    [Fact]
    public async Task Interfere_LongerThanTheContext_IsRefused()
    {
        await CommandRun.Benchmarks.IsRefusedAsync(
            "--intruder-prompt is 4000; it must be below the context's 2048 tokens.", "interfere", "--model", UntrainedModel.Folder);
    }

    /// <summary>The context has room for one token of the answer.</summary>
    [Fact]
    public async Task Interfere_FirstAnswerTooShort_IsRefused()
    {
        await CommandRun.Benchmarks.IsRefusedAsync(
            "The first answer ended before the second prompt was prefilled: choose a smaller --after, --prompt or --intruder-prompt.",
            "interfere", "--model", UntrainedModel.Folder, "--cache-tokens", "64", "--prompt", "63", "--intruder-prompt", "10", "--after", "0");
    }

    [Fact]
    public async Task Interfere_LongPrompt_GivesGapsBeforeAndMeanwhile()
    {
        JsonElement figures = await CommandRun.Benchmarks.JsonAsync(
            "interfere", "--model", UntrainedModel.Folder, "--prompt", "20", "--intruder-prompt", "300", "--after", "0.2");

        foreach (string name in new[] { "medianGapBefore", "longestGapBefore", "medianStep", "longestGap", "longestGapSteps", "intruderTimeToFirstToken" })
        {
            Assert.True(figures.GetProperty(name).GetDouble() > 0, name);
        }

        // The first step that reads a prompt takes 64 tokens at most.
        Assert.True(figures.GetProperty("stepCount").GetInt32() >= 2);
    }
}
