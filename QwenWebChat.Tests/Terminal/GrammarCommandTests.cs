namespace QwenWebChat.Tests.Terminal;

[Slow]
public sealed class GrammarCommandTests
{
    [Theory]
    [InlineData("""{"type":"object","properties":{"a":{"type":"integer"}},"required":["a"]}""", "{\"a\": 1}\n", 0, "accepted")]
    [InlineData("""{"type":"object","properties":{"a":{"type":"integer"}},"required":["a"]}""", "{\"a\": true}", 1, "rejected at byte 6")]
    [InlineData("""{"properties":{"a":{"format":"regex"}}}""", "{}", 2, "unsupported at /properties/a/format: the format regex is not supported")]
    public async Task Grammar_Schema_TellsTheVerdict(string schema, string instance, int code, string verdict)
    {
        string folder = Directory.CreateTempSubdirectory("qwenwebchat-").FullName;
        await File.WriteAllTextAsync(Path.Combine(folder, "schema.json"), schema, TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(Path.Combine(folder, "instance.json"), instance, TestContext.Current.CancellationToken);

        TerminalRun run = await TerminalRun.InProcessAsync("grammar", "--schema", Path.Combine(folder, "schema.json"), "--instance", Path.Combine(folder, "instance.json"));

        Assert.Equal((code, verdict, ""), (run.ExitCode, run.Output.Trim(), run.Error));
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task Grammar_RegexAndText_TellsTheVerdict()
    {
        Assert.Equal("accepted", (await TerminalRun.InProcessAsync("grammar", "--regex", "a{2,3}", "--text", "aaa")).Output.Trim());
        Assert.Equal("rejected at byte 1", (await TerminalRun.InProcessAsync("grammar", "--choice", "ab", "--choice", "ac", "--text", "aaa")).Output.Trim());
    }

    [Fact]
    public async Task Grammar_WithoutOrWithTwo_SaysWhatItTakes()
    {
        TerminalRun none = await TerminalRun.InProcessAsync("grammar", "--text", "x");
        TerminalRun two = await TerminalRun.InProcessAsync("grammar", "--regex", "a", "--choice", "b", "--text", "x");

        Assert.Equal((2, 2), (none.ExitCode, two.ExitCode));
        Assert.Contains("takes one of --schema FILE", none.Error, StringComparison.Ordinal);
        Assert.Contains("--regex and --choice do not go together", two.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Generate_UnderAChoice_AnswersWithOneOfThem()
    {
        TerminalRun run = await TerminalRun.InProcessAsync("generate", "--model", UntrainedModel.Folder, "--prompt", "x", "--choice", "left", "--choice", "right", "--json");

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Contains(run.Json.GetProperty("text").GetString(), (string[])["left", "right"]);
        Assert.Equal("stop", run.Json.GetProperty("finishReason").GetString());
    }
}
