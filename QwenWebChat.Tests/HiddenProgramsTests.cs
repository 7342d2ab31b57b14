using QwenWebChat.Tests.Terminal;

namespace QwenWebChat.Tests;

/// <summary>A run of the tests on a machine that has none of the <see cref="InstalledPrograms"/>.</summary>
[Slow]
public sealed class HiddenProgramsTests
{
    [Fact]
    public async Task Run_WithoutPrograms_SkipsAndFailsNothing()
    {
        Assert.SkipWhen(InstalledPrograms.AreHidden, "This is that run.");
        string[] classes = ["QwenWebChat.Tests.Browser.*", "QwenWebChat.Tests.Documents.RealFiles.*", "*.DeployedFilesTests", "*.MetricsEndpointTests", "*.PrometheusTests"];

        TerminalRun run = await TerminalRun.OfProgramAsync(
            Path.Combine(AppContext.BaseDirectory, "QwenWebChat.Tests.dll"), [(InstalledPrograms.HidingVariable, "1")], [.. classes.SelectMany(name => new[] { "-class", name }), "-noColor"]);

        Assert.Matches(@"Errors: 0, Failed: 0, Skipped: [1-9]\d+", run.Output);
        Assert.Equal(0, run.ExitCode);
    }
}
