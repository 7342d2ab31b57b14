using QwenWebChat.Tests.Checkpoints;
using QwenWebChat.Tests.Terminal;

namespace QwenWebChat.Tests.Benchmarks.Soaking;

/// <summary>A soak of seconds: long enough for every way to leave, and for a model to be loaded again.</summary>
[Slow]
public sealed class SoakCommandTests
{
    [Theory]
    [InlineData("--minutes", "0", "--minutes is 0; it must be above 0, up to 100000.")]
    [InlineData("--users", "0", "--users is 0; it must be 1 to 1000.")]
    [InlineData("--slack", "-1", "--slack is -1; it must be at least 0.")]
    public async Task Soak_BadSetting_IsRefusedBeforeTheModelIsOpened(string option, string value, string message)
    {
        using TemporaryFolder folder = new();

        await CommandRun.Benchmarks.IsRefusedAsync(message, "soak", "--model", folder.At("none"), option, value);
    }

    /// <summary>The soak counts what its process holds, so it runs in one of its own. The cache is small, so that requests are preempted; memory is left to the long soak.</summary>
    [Fact]
    public async Task Soak_FewSeconds_LeaksNothing()
    {
        TerminalRun run = await TerminalRun.OfProgramAsync(
            BuiltApp.Benchmarks, [], "soak", "--model", UntrainedModel.Folder, "--minutes", "0.08", "--users", "4", "--cache-tokens", "2048", "--slack", "1024");

        Assert.True(run.ExitCode == 0, run.Output + run.Error);
        Assert.Contains("phase 4 of 4: ", run.Output, StringComparison.Ordinal);
        Assert.EndsWith($"Nothing leaked.{Environment.NewLine}", run.Output, StringComparison.Ordinal);
    }
}
